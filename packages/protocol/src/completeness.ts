import type { TimeRange } from "./read-api.ts";

/** Which clients to account for: those that the collector heard of within the range, by its own clock. */
export interface CompletenessQuery extends TimeRange {
  service?: string | undefined;
  environment?: string | undefined;
}

/** What of everything that the clients accepted is in the store, and where the rest is. */
export interface Completeness extends TimeRange {
  /** Over all instances, also those beyond the list's bound. */
  total: CompletenessCounts;
  /** Those that lack most first. */
  instances: InstanceCompleteness[];
}

/**
 * What became of what clients accepted. A client's own counters are cumulative, and the newest that arrived counts,
 * whatever the order of arrival. Counts of a range are the difference between its end and its begin.
 *
 * Complete is what is kept, `received` + `summarised`, over what is due, `accepted` − `waiting`; the rest of what is
 * due was dropped, rejected or lost, or is missing.
 */
export interface CompletenessCounts {
  /**
   * Requests and events that the client says it took; more, where what arrived or was announced since then proves
   * more (the spool of a process that was killed; a client without counters).
   */
  accepted: number;
  /** Requests and events kept by the store, each once. */
  received: number;
  /** Requests kept as part of a summary. */
  summarised: number;
  /** Records that arrived and were not valid. */
  rejected: number;
  /** Given up by the client, by reason, e.g. `buffer_full`. */
  dropped: Record<string, number>;
  /** By the client's last word on disk or in memory, less what arrived since. Not due yet. */
  waiting: number;
  /** Record numbers announced never to come; mostly of what `dropped` counts too. Of the whole life of the client. */
  lost: number;
  /** Record numbers, from 1 to the highest known, that neither came nor were announced. Of the whole life too. */
  missing: number;
  /** Kept over due, 0 … 1; null when nothing is due. */
  ratio: number | null;
}

/** The account of one client process. */
export interface InstanceCompleteness extends CompletenessCounts {
  instance: string;
  service: string;
  environment: string;
  host?: string | undefined;
  /** E.g. `@peekjs/express 1.0.0`. */
  sdk?: string | undefined;
  /** Milliseconds since 1970, by the collector's clock. */
  firstSeen: number;
  lastSeen: number;
  /** The client's last word: on disk, and in memory. */
  spooled: number;
  pending: number;
  /** The first of the missing numbers, as ranges with both ends included. */
  gaps: [first: number, last: number][];
}
