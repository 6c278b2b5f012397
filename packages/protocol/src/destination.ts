import type { PeekError } from "./peek-error.ts";
import type { ProductEvent } from "./product-event.ts";
import type { RequestRecord } from "./request-record.ts";

/**
 * Where events go on to, as it is handed to an app's client or to a collector: `meta({…})`, `webhook({…})`, or what
 * `defineDestination` of `@peekjs/destinations` makes of a third party's. Making one does nothing; connecting it does.
 */
export interface Destination {
  /** Unique among those of one app or collector; `integrations` of an event may name it. */
  readonly name: string;
  /**
   * Whose payloads it makes, e.g. `meta`: what waits for one of another kind is never given to it, though it has its
   * name. Default: the name.
   */
  readonly kind?: string | undefined;
  /** Begins to take events. Each connection has a queue, a pace and failures of its own: none holds up another. */
  connect(host?: DestinationHost): DestinationConnection;
}

/** What the surroundings lend to a destination. */
export interface DestinationHost {
  /** Where events wait. Default: in memory, bounded. */
  queue?: DestinationQueue | undefined;
  /** Default: the runtime's own. A collector lends one that connects to public addresses only. */
  fetch?: typeof fetch | undefined;
  /** Told of troubles, each code at most once a minute. Default: nobody. */
  report?: ((error: PeekError) => void) | undefined;
  /** Whether what is queued says whose it is, so that a user can be erased from it. Default: only in a queue that was lent. */
  marksUsers?: boolean | undefined;
}

/** Records of one call that a destination takes whole, or not at all. */
export const HAND_OVER_LIMIT = 100;

/** A destination at work. What happens at a vendor throws nothing into the caller, and no timer keeps a process alive. */
export interface DestinationConnection {
  readonly name: string;
  /** Whether `enqueueRequests` is of any use. Default: true. */
  readonly takesRequests?: boolean | undefined;
  /**
   * Takes events that pass the destination's filters. Personal data is hashed or dropped here, before anything is
   * queued. Resolves when they are in the queue; to be called off the request path. Rejects only when a queue that was
   * lent failed: the events are to be handed over again. Of at most {@link HAND_OVER_LIMIT} it has none then, of more it may
   * have the first.
   *
   * @returns for each event, the id that its {@link QueuedEvent} has; undefined for one that is filtered
   */
  enqueue(
    events: readonly ProductEvent[],
    source: EventSource,
  ): Promise<readonly (string | undefined)[]>;
  /** Takes requests, where the destination has a use for them (OTLP, NDJSON, …); elsewhere they count as filtered. */
  enqueueRequests(requests: readonly OutgoingRequest[], source: EventSource): Promise<void>;
  /** Sends what waits, and tries again, until nothing waits, the destination is down, or time is up. */
  flush(options?: { timeout?: number | undefined }): Promise<DestinationFlush>;
  /**
   * Flushes, gives up what is under way and ends. What is not delivered stays in the queue. For `grace` milliseconds beyond
   * the timeout, 0 by default, requests under way may end; no other begins.
   */
  close(options?: {
    timeout?: number | undefined;
    grace?: number | undefined;
  }): Promise<DestinationFlush>;
  stats(): DestinationStats;
  /** What was given up for good, the newest last. */
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Puts dead letters back into the queue, e.g. after a setting was corrected. Resolves with how many. */
  redrive(): Promise<number>;
  /** What it keeps in memory, for a user to be found and erased in it. Absent where a queue was lent, or cannot be told. */
  readonly memory?: QueueMemory | undefined;
}

/** What waits in memory, is being sent or was given up. */
export interface QueueMemory {
  find(isMeant: (event: QueuedEvent) => boolean): QueuedRecord[];
  /**
   * Forgets it, and what answers said of any that were given up; returns how much of it waited or was given up. What is being
   * sent is not called back, and neither sent again nor kept as a dead letter.
   */
  erase(isMeant: (event: QueuedEvent) => boolean): number;
}

/** An event in a queue, with its {@link DeliveryFailure} if it was given up. */
export interface QueuedRecord {
  event: QueuedEvent;
  reason?: string | undefined;
  answer?: string | undefined;
}

/** A request on its way to destinations. */
export interface OutgoingRequest extends RequestRecord {
  /** The same whenever it is handed over, and no other's. Absent: it is handed over once. */
  id?: string | undefined;
}

/** What reports an event. */
export interface EventSource {
  service?: string | undefined;
  environment?: string | undefined;
}

export interface DestinationFlush {
  /** Since the flush began. */
  delivered: number;
  /** Still in the queue. */
  pending: number;
}

/** accepted = delivered + pending + dead letters (`dead`) + the sum of `dropped`. */
export interface DestinationStats {
  name: string;
  /** Events that passed the filters. */
  accepted: number;
  /** Events that did not. */
  filtered: number;
  delivered: number;
  pending: number;
  dead: number;
  /**
   * By reason: `queue_full`, `not_mappable`, `dead_letters_full`, `dead_letters_failed`; `rejected`, by a vendor that does not
   * say which events of a request it rejected; `erased`, with their user.
   */
  dropped: Record<string, number>;
  /** Requests made, repeated ones included. */
  attempts: number;
  /** Fields that the destination has no place for, with how often they were left out. */
  omitted: Record<string, number>;
  /** `open`: it failed too often and is left alone; `half-open`: one request finds out. */
  circuit: "closed" | "open" | "half-open";
  /** The last failure: its {@link DeliveryFailure.reason}. */
  lastFailure?: string | undefined;
  /** Its {@link DeliveryFailure.answer}. */
  lastAnswer?: string | undefined;
}

/** Why an event was not taken, without secrets. */
export interface DeliveryFailure {
  /** In words of peek's, or of whoever wrote the destination, which anybody may read: nothing of what was sent. */
  reason: string;
  /** What the other side said, or the system. It may repeat what was sent: it is not for logs. */
  answer?: string | undefined;
}

/** An event as it waits: already in the destination's own form, without raw personal data where that is hashed. */
export interface QueuedEvent {
  /** The event's id for the destination's deduplication: the same at every attempt. */
  id: string;
  /** The payload as JSON text. */
  json: string;
  /** Length of `json` in UTF-8. */
  bytes: number;
  /** When the destination stops taking it, milliseconds since 1970; absent: never. */
  expires?: number | undefined;
  /**
   * Whose it is, whatever the payload says of that, so that it is found when a user is erased: the first 16 hexadecimal digits
   * of the SHA-256 of the user's id, else of the device's.
   */
  user?: string | undefined;
}

/** An event that was given up. */
export interface DeadLetter extends DeliveryFailure {
  event: QueuedEvent;
  /** When, milliseconds since 1970. */
  at: number;
}

type Awaitable<T> = T | Promise<T>;

/**
 * Where a destination's events wait, in the order of their arrival. A durable one returns from `add` when they are
 * safe, and gives out again what was taken and not settled when its process ended.
 */
export interface DestinationQueue {
  /** Appends; returns how many fitted, counted from the first. */
  add(events: readonly QueuedEvent[]): Awaitable<number>;
  /** Takes the oldest, at most so many, which nobody else is given until they are returned. */
  take(most: number): Awaitable<QueuedEvent[]>;
  /**
   * Returns what was taken, to its old place, or with `last` behind what waits now; what is not taken any more is passed
   * over.
   */
  putBack(
    events: readonly QueuedEvent[],
    options?: { last?: boolean | undefined },
  ): Awaitable<void>;
  /** Forgets what was taken: it was delivered. */
  settle(events: readonly QueuedEvent[]): Awaitable<void>;
  /** Whether an event was erased since it was taken: it is not to be sent any more. Absent: none is erased from it. */
  isErased?(event: QueuedEvent): boolean;
  /** Turns what was taken into dead letters; returns how many older ones had to go for them. */
  bury(letters: readonly DeadLetter[]): Awaitable<number>;
  deadLetters(): Awaitable<readonly DeadLetter[]>;
  /** Moves dead letters back to the end of the queue; returns how many. */
  redrive(): Awaitable<number>;
  /**
   * What waits or is taken; dead letters apart. `erased`, where users can be erased from it: how much was, since it was
   * opened, waiting or dead; of what was taken, what was put back or buried.
   */
  size(): { events: number; bytes: number; dead: number; erased?: number | undefined };
}

/** What a collector tells of its destinations. */
export interface DestinationsList {
  destinations: ListedDestination[];
}

/** What became of events over all starts of the collector, where it keeps its queues on disk. */
export interface ListedDestination extends DestinationStats {
  /** Since when it is counted, milliseconds since 1970. */
  since: number;
}

export interface DeadLettersPage {
  /** All there are. */
  total: number;
  /** Newest first. */
  letters: ListedDeadLetter[];
}

export interface ListedDeadLetter {
  /** The event's id, as the destination was to get it. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  reason: string;
  /** What the vendor said; it may repeat what was sent. Absent for whoever may only read. */
  answer?: string | undefined;
  /** Of the payload. */
  bytes: number;
  /** What was to be sent, as JSON text; the first 16,384 characters. Absent for whoever may only read. */
  payload?: string | undefined;
}

export interface Redrive {
  /** Dead letters that wait again. */
  redriven: number;
}
