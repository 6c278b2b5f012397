import type { Destination } from "@peekjs/protocol";
import { checkOptionNames, type OwnOptions } from "../check-option-names.ts";
import { checkCommonOptions } from "../check-options.ts";
import { defineDestination } from "../define-destination.ts";
import {
  mapOpenEvent,
  mapOpenRequest,
  type OpenEvent,
  type PersonalData,
} from "../open/open-event.ts";
import type { DestinationOptions } from "../options.ts";
import { delivered } from "../outcome.ts";

export interface ConsoleOptions extends DestinationOptions {
  /** Default: `drop`. */
  personalData?: PersonalData | undefined;
  /** Requests too. Default: false. */
  requests?: boolean | undefined;
  /** Default: `console.log`. */
  write?: ((line: string) => void) | undefined;
}

const OWN_OPTIONS: OwnOptions<ConsoleOptions> = {
  personalData: true,
  requests: true,
  write: true,
};

/**
 * Prints each event as one line of JSON, to see what an app sends.
 *
 * @example
 * ```ts
 * createPeek({ destinations: [consoleDestination()] });
 * ```
 */
export function consoleDestination(options: ConsoleOptions = {}): Destination {
  const { personalData = "drop", requests = false } = options;
  const { name = "console" } = options;
  checkOptionNames(name, options, OWN_OPTIONS);
  checkCommonOptions(name, options);
  const write = options.write ?? ((line) => console.log(line));
  return defineDestination<OpenEvent>(
    {
      name: "console",
      limits: { events: 100 },
      map: (event, context) => mapOpenEvent(event, context, personalData),
      mapRequest: requests ? mapOpenRequest : undefined,
      send: async (batch) => {
        for (const { payload } of batch) write(JSON.stringify(payload));
        return delivered;
      },
    },
    { flushInterval: 100, ...options },
  );
}
