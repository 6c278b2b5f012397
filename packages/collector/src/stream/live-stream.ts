import type { Filter, StoredRequest, StreamHello, StreamRequests } from "@peekjs/protocol";
import { matchesFilter } from "@peekjs/protocol";
import { BoundedStream } from "./bounded-stream.ts";
import { type FreshRequests, liveRow, sample } from "./live-row.ts";
import { type LiveBatch, ReplayRing } from "./replay-ring.ts";
import { encodeEvent, encodePing } from "./server-sent-event.ts";

/** Bounds of the live stream. */
export interface LiveStreamLimits {
  /** Streams open at the same time. */
  streams: number;
  /** Bytes held for one reader. */
  streamBytes: number;
  /** Milliseconds between two events of one stream. */
  streamInterval: number;
  /** Rows of one event. */
  streamRows: number;
  /** Rows looked at per interval; beyond it, an even sample of them. */
  streamExamined: number;
  /** Rows kept for clients that reconnect. */
  replayRows: number;
  /** Milliseconds for which rows are kept after the last reader went. */
  replayWindow: number;
  /** Milliseconds between pings. */
  pingInterval: number;
  /** Milliseconds after which it is asked again whether a reader may go on. */
  keyInterval: number;
}

/** Whether a reader may go on. */
type MayGoOn = () => Promise<boolean>;

interface Subscriber {
  filter: Filter;
  mayGoOn: MayGoOn | undefined;
  stream: BoundedStream;
}

const RETRY = 2_000;

/**
 * Hands what was acknowledged to whoever listens. While nobody does, publishing costs a comparison: rows are made
 * from columns only for listeners, and for a short while after the last one, so that it can reconnect.
 */
export class LiveStream {
  readonly #version: string;
  readonly #limits: LiveStreamLimits;
  readonly #clock: () => number;
  /** Tells the cursors of this process from those of an earlier one. */
  readonly #epoch: string;
  readonly #ring: ReplayRing;
  readonly #subscribers = new Set<Subscriber>();
  #pending: FreshRequests[] = [];
  #cursor = 0;
  #recordUntil = 0;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #keyTimer: ReturnType<typeof setInterval> | undefined;

  constructor(version: string, limits: LiveStreamLimits, clock: () => number) {
    this.#version = version;
    this.#limits = limits;
    this.#clock = clock;
    this.#epoch = crypto.randomUUID().slice(0, 8);
    this.#ring = new ReplayRing(limits.replayRows);
  }

  get full(): boolean {
    return this.#subscribers.size >= this.#limits.streams;
  }

  publish(fresh: FreshRequests): void {
    if (fresh.requests.count === 0) return;
    if (this.#subscribers.size === 0 && this.#clock() >= this.#recordUntil) {
      this.#ring.clear(++this.#cursor);
      return;
    }
    this.#pending.push(fresh);
    this.#flushTimer ??= setTimeout(() => this.#flush(), this.#limits.streamInterval);
  }

  /**
   * A stream of the requests that match, from now on or from where an earlier stream ended.
   *
   * @param mayGoOn asked from time to time; the stream ends once it may not; absent where it always may
   */
  open(
    filter: Filter,
    mayGoOn: MayGoOn | undefined,
    lastEventId?: string,
  ): ReadableStream<Uint8Array> {
    const subscriber: Subscriber = {
      filter,
      mayGoOn,
      stream: new BoundedStream(this.#limits.streamBytes, () => this.#leave(subscriber)),
    };
    this.#greet(subscriber, lastEventId);
    this.#subscribers.add(subscriber);
    const { pingInterval, keyInterval } = this.#limits;
    this.#pingTimer ??= setInterval(() => this.#ping(), pingInterval);
    if (mayGoOn) this.#keyTimer ??= setInterval(() => this.#askKeys(), keyInterval);
    return subscriber.stream.readable;
  }

  /** Forgets the requests of these consumers, which no stream replays any more. */
  forget(consumers: readonly string[]): void {
    const forgotten = new Set(consumers);
    clearTimeout(this.#flushTimer);
    this.#flush();
    this.#ring.remove(({ consumer }) => consumer !== undefined && forgotten.has(consumer));
  }

  /** Ends every stream. */
  close(): void {
    clearTimeout(this.#flushTimer);
    for (const { stream } of this.#subscribers) stream.close();
  }

  #greet(subscriber: Subscriber, lastEventId: string | undefined): void {
    const missed = lastEventId === undefined ? [] : this.#missedSince(lastEventId);
    const hello: StreamHello = { version: this.#version };
    const id = missed?.length === 0 ? this.#id(this.#cursor) : undefined;
    subscriber.stream.write(encodeEvent({ event: "hello", data: hello, id, retry: RETRY }));
    if (missed === undefined) {
      subscriber.stream.write(
        encodeEvent({ event: "reset", data: {}, id: this.#id(this.#cursor) }),
      );
    }
    for (const batch of missed ?? []) this.#deliver(subscriber, batch);
  }

  #missedSince(lastEventId: string): readonly LiveBatch[] | undefined {
    const [epoch, position] = lastEventId.split("-", 2);
    const cursor = Number(position);
    if (epoch !== this.#epoch || !Number.isSafeInteger(cursor) || cursor > this.#cursor) {
      return undefined;
    }
    return this.#ring.after(cursor);
  }

  #flush(): void {
    this.#flushTimer = undefined;
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length === 0) return;
    const batch = this.#batchOf(pending);
    this.#ring.push(batch);
    for (const subscriber of this.#subscribers) this.#deliver(subscriber, batch);
  }

  #batchOf(pending: readonly FreshRequests[]): LiveBatch {
    const total = pending.reduce((sum, { requests }) => sum + requests.count, 0);
    const stride = Math.max(1, total / this.#limits.streamExamined);
    const rows: StoredRequest[] = [];
    let start = 0;
    let next = 0;
    for (const fresh of pending) {
      const end = start + fresh.requests.count;
      for (; Math.floor(next) < end; next += stride) {
        rows.push(liveRow(fresh, Math.floor(next) - start));
      }
      start = end;
    }
    return { cursor: ++this.#cursor, rows, total };
  }

  #deliver({ filter, stream }: Subscriber, { cursor, rows, total }: LiveBatch): void {
    const matching = filter.length === 0 ? rows : rows.filter((row) => matchesFilter(filter, row));
    if (matching.length === 0) return;
    const data: StreamRequests = {
      requests: [...sample(matching, this.#limits.streamRows)],
      of: Math.round((matching.length * total) / rows.length),
    };
    stream.write(encodeEvent({ event: "requests", data, id: this.#id(cursor) }));
  }

  #ping(): void {
    const ping = encodePing(this.#id(this.#cursor));
    for (const { stream } of this.#subscribers) stream.write(ping);
  }

  #askKeys(): void {
    for (const subscriber of this.#subscribers) void this.#endUnlessAllowed(subscriber);
  }

  async #endUnlessAllowed({ mayGoOn, stream }: Subscriber): Promise<void> {
    // Who comes back is told why, also where keys cannot be read.
    if (mayGoOn && !(await mayGoOn().catch(() => false))) stream.close();
  }

  #leave(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (this.#subscribers.size > 0) return;
    clearInterval(this.#pingTimer);
    clearInterval(this.#keyTimer);
    this.#pingTimer = this.#keyTimer = undefined;
    this.#recordUntil = this.#clock() + this.#limits.replayWindow;
  }

  #id(cursor: number): string {
    return `${this.#epoch}-${cursor}`;
  }
}
