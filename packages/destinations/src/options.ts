import { PeekError, type EventSource, type ProductEvent } from "@peekjs/protocol";

/** What every destination takes beside its own options. Times in milliseconds. */
export interface DestinationOptions {
  /** For a second destination of the same kind. Default: the kind, e.g. `meta`. */
  name?: string | undefined;
  /** Only these events: names, types (`identify`, `page`, …) or standard types (`purchase`, …). Default: all. */
  events?: readonly string[] | undefined;
  /** Only events of these services. Default: of all. */
  services?: readonly string[] | undefined;
  /** Only events for which this is true. What it throws counts as false. */
  filter?: ((event: ProductEvent, source: EventSource) => boolean) | undefined;
  /**
   * Consent categories that must not be denied: where an event carries `context.consent.categoryPreferences`, each of
   * these must be true in it; none may be among its `context.consentManagement.deniedConsentIds`, where RudderStack's
   * clients name them. Default: none.
   */
  consentCategories?: readonly string[] | undefined;
  /** Events that may wait; beyond it new ones are dropped and counted. Default: 10,000. */
  maxQueueEvents?: number | undefined;
  /** Bytes that may wait. Default: 32 MiB. */
  maxQueueBytes?: number | undefined;
  /** Dead letters kept, the oldest goes first. Default: 1,000. */
  maxDeadLetters?: number | undefined;
  /** How long events wait for others to share a request with. Default: 1,000. */
  flushInterval?: number | undefined;
  /** For one request, connect to last byte, without what the process itself stands still. Default: 10,000. */
  timeout?: number | undefined;
  /** Longest pause before the first repetition, doubled for each further one, up to a minute. Default: 500. */
  retryDelay?: number | undefined;
  /** Failures in a row after which the destination is left alone. Default: 5. */
  circuitFailures?: number | undefined;
  /** For how long, doubled for each further failure, up to twenty times that, and to ten minutes. Default: 30,000. */
  circuitCooldown?: number | undefined;
  /** Default: as many as it takes. */
  requestsPerSecond?: number | undefined;
}

const DEFAULTS = {
  maxQueueEvents: 10_000,
  maxQueueBytes: 33_554_432,
  maxDeadLetters: 1_000,
  flushInterval: 1_000,
  timeout: 10_000,
  retryDelay: 500,
  circuitFailures: 5,
  circuitCooldown: 30_000,
  requestsPerSecond: Number.POSITIVE_INFINITY,
};

export type ResolvedOptions = DestinationOptions & typeof DEFAULTS;

/** @throws {@link PeekError} `PEEK_E_DESTINATION_OPTION` */
export function resolveOptions(name: string, options: DestinationOptions): ResolvedOptions {
  const resolved: Record<string, unknown> = { ...options };
  for (const [option, standard] of Object.entries(DEFAULTS)) {
    const value = (resolved[option] ??= standard);
    if (typeof value !== "number" || !(value > 0)) {
      throw optionError(name, option, `must be a positive number, got ${JSON.stringify(value)}`);
    }
  }
  for (const option of ["events", "services", "consentCategories"] as const) {
    const list: unknown = options[option];
    if (
      list !== undefined &&
      !(Array.isArray(list) && list.every((one) => typeof one === "string"))
    ) {
      throw optionError(name, option, `must be a list of texts, got ${JSON.stringify(list)}`);
    }
  }
  if (options.filter !== undefined && typeof options.filter !== "function") {
    throw optionError(name, "filter", "must be a function of the event");
  }
  return resolved as unknown as ResolvedOptions;
}

/** A text that a destination cannot do without. */
export function requireText(name: string, option: string, value: unknown): string {
  if (typeof value === "string" && /^[\x21-\x7e]+$/.test(value)) return value;
  throw optionError(name, option, "is missing, empty, or holds spaces or control characters");
}

export function optionError(name: string, option: string, problem: string): PeekError {
  return new PeekError(
    "PEEK_E_DESTINATION_OPTION",
    `The option ${option} of the destination "${name}" ${problem}.`,
  );
}
