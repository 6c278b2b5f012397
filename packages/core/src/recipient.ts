import type { ClientStats, Diagnostic } from "@peekjs/protocol";
import type { DestinationView } from "./destinations/destination-view.ts";
import type { ObservedRequest } from "./observed-request.ts";
import type { FlushResult, PeekStats } from "./peek.ts";

/** Where a client's records go: a collector, destinations, or both. Nothing of it throws or waits in a call. */
export interface Recipient {
  /** Records in memory that no collector has acknowledged. */
  readonly pendingCount: number;
  /** By name. */
  readonly destinations?: ReadonlyMap<string, DestinationView>;
  stats(): PeekStats;
  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number;
  accept(request: ObservedRequest): void;
  /** Takes a product event, written as JSON; false when it is dropped. */
  acceptEvent(json: string): boolean;
  /** Counts an event that is left out before it came so far. */
  refuse(reason: string): void;
  /** Says which adapter reports. */
  mounted(sdk: string): void;
  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void;
  /** Sends what is buffered within a request's own time, in milliseconds. */
  sendWithin(timeout: number): Promise<void>;
  flush(timeout: number): Promise<FlushResult>;
  /**
   * Flushes; whether everything arrived that was recorded before the call. With destinations alone: whether those that take
   * the last event have all that they were given.
   */
  flushAll(timeout: number): Promise<boolean>;
  /** Flushes at the end of the process. */
  flushAtEnd(timeout: number): Promise<void>;
  /** Writes what is in memory alone to disk, at once. */
  keep(): void;
  shutdown(timeout: number): Promise<FlushResult>;
}

/** Of a client that does nothing. */
export function noRecords(): ClientStats {
  return { accepted: 0, delivered: 0, spooled: 0, pending: 0, summarised: 0, dropped: {} };
}
