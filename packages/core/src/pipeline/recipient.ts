import type { ClientStats, Diagnostic, Sdk } from "@peekjs/protocol";
import type { DestinationView } from "../destinations/destination-view.ts";
import type { DropReason } from "./drop-reason.ts";
import type { ObservedRequest } from "./observed-request.ts";
import type { FlushResult, PeekStats } from "../client/peek.ts";

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
  /**
   * Takes one too, and flushes. Resolves with whether it arrived: at the collector, with all that was recorded before it; with
   * destinations alone, at each that takes it, and at one at least.
   */
  deliverEvent(json: string, timeout: number): Promise<boolean>;
  /** Counts an event that is left out before it came so far. */
  refuse(reason: DropReason): void;
  /** Says which adapter reports. */
  mounted(sdk: Sdk): void;
  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void;
  /** Sends what is buffered within a request's own time, in milliseconds. */
  sendWithin(timeout: number): Promise<void>;
  flush(timeout: number): Promise<FlushResult>;
  /** Flushes at the end of the process. */
  flushAtEnd(timeout: number): Promise<void>;
  /** Writes what is in memory alone to disk, at once. */
  writeAll(): void;
  shutdown(timeout: number): Promise<FlushResult>;
}

/** Of a client that does nothing. */
export function noRecords(): ClientStats {
  return { accepted: 0, delivered: 0, spooled: 0, pending: 0, summarised: 0, dropped: {} };
}

/** What a flush comes to that had nothing to send. */
export function nothingFlushed(): FlushResult {
  return { delivered: 0, spooled: 0, pending: 0 };
}
