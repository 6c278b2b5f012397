import type { DestinationHost } from "@peekjs/protocol";
import type { CountsStorage } from "./counts.ts";
import type { Outgoing } from "./outgoing.ts";

/**
 * What keeps events on their way to destinations over a restart, and connects to them: `openDestinationStorage` of
 * `@peekjs/collector/node`.
 */
export interface DestinationStorage {
  outbox: Outbox;
  /** What a destination of this name and kind is lent, one at a time. */
  host(name: string, kind?: string): Promise<DestinationPlace>;
  /**
   * Forgets what waits, or was given up, of a user with these ids, of destinations that are left out as well. Resolves
   * with how many queued events that were.
   */
  erase(ids: readonly string[]): Promise<number>;
  /** What {@link erase} would forget. Absent: it is not told. */
  find?(ids: readonly string[]): AsyncIterable<KeptRecord>;
}

/** An event or request on its way to destinations. */
export interface KeptRecord {
  /** Absent of what is not in the queue of every destination yet, as it came. */
  destination?: string | undefined;
  /** Why the destination did not take it; absent of what waits. */
  reason?: string | undefined;
  /** What it said then. */
  answer?: string | undefined;
  /** In the destination's own form, where it has one. */
  payload: unknown;
}

/** What a destination is lent. */
export interface DestinationPlace extends Pick<DestinationHost, "queue" | "fetch"> {
  /** Absent: it counts anew with each start. */
  counts?: CountsStorage | undefined;
  /** Absent: after a crash, what is in the queue and in the outbox comes twice. */
  repeats?: QueueRepeats | undefined;
  /** Gives it back, after the connection was closed. */
  close?(): Promise<void>;
}

/** Passes over events that a queue was given before a crash, when they come again out of the outbox. */
export interface QueueRepeats {
  /** Whether whatever is added now comes out of the outbox of a process that died. */
  isExpected: boolean;
  /** How many events were. */
  readonly passedOver: number;
}

/** What was accepted and is not in the queue of every destination yet. */
export interface Outbox {
  /** Resolves when the process may die without losing it. */
  add(outgoing: Outgoing): Promise<OutboxEntry>;
  /** Resolves when the machine may, too. */
  sync(): Promise<void>;
  /** Forgets what every destination has, or nobody is to have. */
  remove(entry: OutboxEntry): Promise<void>;
  /** What a process that died had added and not removed, oldest first. */
  recover(): AsyncIterable<{ entry: OutboxEntry; outgoing: Outgoing }>;
}

/** What an outbox knows an entry by. */
export type OutboxEntry = object;
