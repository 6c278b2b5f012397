import { optionError, type DestinationOptions } from "./options.ts";

/** What a destination takes beside what all take; the compiler sees to it that none is forgotten. */
export type OwnOptions<Options extends DestinationOptions> = Readonly<
  Record<Exclude<keyof Options, keyof DestinationOptions>, true>
>;

const COMMON: Readonly<Record<keyof DestinationOptions, true>> = {
  name: true,
  events: true,
  services: true,
  filter: true,
  consentCategories: true,
  maxQueueEvents: true,
  maxQueueBytes: true,
  maxDeadLetters: true,
  flushInterval: true,
  timeout: true,
  retryDelay: true,
  circuitFailures: true,
  circuitCooldown: true,
  requestsPerSecond: true,
};

/**
 * What is misspelt in a program that no compiler checks would be without effect: a test mode would send real events.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`, with the names of all
 */
export function checkOptionNames<Options extends DestinationOptions>(
  name: string,
  options: Options,
  own: OwnOptions<Options>,
): void {
  const names = Object.keys({ ...COMMON, ...own }).toSorted();
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || names.includes(option)) continue;
    throw optionError(name, option, `does not exist; there are ${names.join(", ")}`);
  }
}
