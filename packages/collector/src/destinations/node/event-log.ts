import { setImmediate as nextTurn } from "node:timers/promises";
import { PeekError, type QueuedEvent } from "@peekjs/protocol";
import { addedRecord, burialsOf, encodeChange, sequencesOf, type Change } from "./change.ts";
import { EventIndex, type LoggedEvent } from "./event-index.ts";
import { Journal, type Place } from "./journal.ts";
import { readPayloads, type Payload } from "./read-payloads.ts";

/** Segments beyond what the events in them need, before the oldest is emptied. */
const MOST_SPARE_SEGMENTS = 3;

/** Bytes of a segment. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Payloads that are in memory at the same time: so many, of so many bytes, or one. */
const READ_AT_ONCE = { events: 200, bytes: 1024 * 1024 };

/** What an empty log may leave on the disk: so many bytes, for so many milliseconds. */
const LEFT = { bytes: 1024 * 1024, milliseconds: 60_000 };

export interface EventLogOptions {
  directory: string;
  /** Told of damage that is found. */
  reportError: (error: unknown) => void;
  /** Told of every event that is found, those that have left the log and were not cleared away included. */
  onFound?: ((event: LoggedEvent) => void) | undefined;
  /** Default: 16 MiB. */
  segmentBytes?: number | undefined;
}

/** Events on disk under numbers that keep their order, until they are removed. */
export class EventLog {
  readonly #journal: Journal;
  readonly #index: EventIndex;
  readonly #segmentBytes: number;
  #tidying: Promise<void> | undefined;
  /** Their removal is being written: what is written behind it must not bring them back. */
  readonly #removing = new Set<LoggedEvent>();
  /** Their removal could not be written: the next says it, too. */
  readonly #owed = new Set<LoggedEvent>();
  /** Additions under way. */
  #adding = 0;
  #leaving: NodeJS.Timeout | undefined;

  /** @throws the system's error */
  static async open({
    directory,
    reportError,
    onFound,
    segmentBytes = SEGMENT_BYTES,
  }: EventLogOptions): Promise<EventLog> {
    const index = new EventIndex();
    const onFrame = (content: Buffer, place: Place): void => {
      for (const event of index.replay(content, place)) onFound?.(event);
    };
    const journal = await Journal.open({ directory, segmentBytes, onFrame });
    const log = new EventLog(journal, index, segmentBytes);
    if (journal.damagedBytes > 0) reportError(damaged(directory, journal.damagedBytes));
    log.#beginTidying();
    return log;
  }

  private constructor(journal: Journal, index: EventIndex, segmentBytes: number) {
    this.#journal = journal;
    this.#index = index;
    this.#segmentBytes = segmentBytes;
  }

  /** In their order. */
  get events(): LoggedEvent[] {
    return this.#index.events;
  }

  /** Whether an event still rests here. */
  has(event: LoggedEvent): boolean {
    return this.#index.has(event);
  }

  /** Appends events, and in the same frame removes those that they replace. */
  async add(
    events: readonly QueuedEvent[],
    replaced: readonly LoggedEvent[] = [],
  ): Promise<LoggedEvent[]> {
    const payloads = events.map(({ json }) => Buffer.from(json));
    const add = events.map((event, index) =>
      addedRecord(this.#index.nextSequence(), payloads[index]!.length, event),
    );
    this.#adding++;
    try {
      return this.#index.insert(add, payloads, await this.#replace(replaced, { add }, payloads));
    } finally {
      this.#adding--;
    }
  }

  /** Rejects when the disk fails: what was to go goes with what is removed next, or when the log is closed. */
  async remove(events: readonly LoggedEvent[]): Promise<void> {
    const gone = [...this.#owed, ...events];
    this.#owed.clear();
    try {
      await this.#replace(gone);
    } catch (error) {
      for (const event of gone) this.#owed.add(event);
      throw error;
    }
    if (this.#isEmpty) this.#leave();
    this.#beginTidying();
  }

  /** Keeps that events were given up; they stay. */
  async bury(events: readonly LoggedEvent[]): Promise<void> {
    await this.#append({ bury: burialsOf(events) });
  }

  /** The payloads of events, in their order. */
  read(events: readonly LoggedEvent[]): Promise<Payload[]> {
    return readPayloads(this.#journal, events);
  }

  /** The same, a few at a time. */
  async *readAll(events: readonly LoggedEvent[]): AsyncGenerator<[LoggedEvent, Payload]> {
    for (let start = 0; start < events.length;) {
      const some = firstOf(events, start);
      const payloads = await this.read(some);
      for (const [index, event] of some.entries()) yield [event, payloads[index]!];
      start += some.length;
    }
  }

  /** Leaves nothing on the disk but what rests in the log: what was removed is gone from there, too. */
  async compact(): Promise<void> {
    if (this.#owed.size > 0) await this.remove([]);
    this.#journal.rotate();
    const { segment } = await this.#append({});
    while (this.#tidying !== undefined) await this.#tidying;
    const tidied = this.#tidy(segment);
    this.#tidying = tidied.catch(() => undefined).finally(() => (this.#tidying = undefined));
    await tidied;
  }

  /** Resolves when everything is on the disk. */
  sync(): Promise<void> {
    return this.#journal.sync();
  }

  async close(): Promise<void> {
    // Whoever removed was told.
    if (this.#owed.size > 0) await this.remove([]).catch(() => undefined);
    clearTimeout(this.#leaving);
    await this.#tidying;
    await this.#journal.close();
  }

  /** Removes events in the same frame as other changes. Resolves with where the payloads begin. */
  async #replace(
    events: readonly LoggedEvent[],
    change: Change = {},
    payloads: readonly Buffer[] = [],
  ): Promise<Place> {
    const remove = sequencesOf(events);
    for (const event of events) this.#removing.add(event);
    try {
      const place = await this.#append({ ...change, remove }, payloads);
      this.#index.drop(remove);
      return place;
    } finally {
      for (const event of events) this.#removing.delete(event);
    }
  }

  /** Resolves with where the payloads begin. */
  async #append(change: Change, payloads: readonly Buffer[] = []): Promise<Place> {
    const parts = encodeChange(change, payloads);
    const { segment, offset } = await this.#journal.append(parts);
    return { segment, offset: offset + parts[0]!.length };
  }

  get #isEmpty(): boolean {
    return this.#index.isEmpty && this.#adding === 0;
  }

  /** What was delivered, personal data perhaps, stays on the disk no longer than needed. */
  #leave(): void {
    if (this.#journal.bytes >= LEFT.bytes) this.#journal.rotate();
    else this.#leaving ??= setTimeout(() => this.#leaveNow(), LEFT.milliseconds).unref();
  }

  #leaveNow(): void {
    this.#leaving = undefined;
    if (!this.#isEmpty) return;
    this.#journal.rotate();
    this.#beginTidying();
  }

  #beginTidying(): void {
    // A segment that cannot be deleted does no harm: it is read again, and says that nothing rests in it.
    this.#tidying ??= this.#tidy()
      .catch(() => undefined)
      .finally(() => (this.#tidying = undefined));
  }

  /**
   * Deletes the oldest segments while nothing rests in them. When a few events hold up many segments, they move to the
   * end; their numbers keep their order. Only the oldest may go: what it removes was added no later.
   *
   * @param end before which segments are emptied in any case
   */
  async #tidy(end = 0): Promise<void> {
    for (;;) {
      const [oldest] = this.#journal.closedSegments;
      if (oldest === undefined) return;
      if (!(await this.#empty(oldest, oldest < end))) return;
      await this.#journal.delete(oldest);
    }
  }

  async #empty(segment: number, isForced: boolean): Promise<boolean> {
    for (;;) {
      if (!this.#index.holds(segment)) return true;
      const spare = this.#journal.bytes - 2 * this.#index.bytes;
      if (!isForced && spare < MOST_SPARE_SEGMENTS * this.#segmentBytes) return false;
      await this.#move(this.#index.inSegment(segment));
      // A machine that fails must find them in the one place or the other.
      await this.#journal.sync();
      // The removal of some may be being written, and may fail.
      if (!this.#index.holds(segment)) return true;
      if (!isForced) return false;
      await nextTurn();
    }
  }

  async #move(events: readonly LoggedEvent[]): Promise<void> {
    const payloads = await this.read(events);
    const moving = events.flatMap((event, index) =>
      this.#index.has(event) && !this.#removing.has(event)
        ? [{ event, payload: movable(event, payloads[index]!) }]
        : [],
    );
    const add = moving.map(({ event, payload }) =>
      addedRecord(event.sequence, payload.length, event),
    );
    const bury = burialsOf(moving.map(({ event }) => event));
    const parts = moving.map(({ payload }) => payload);
    const { segment, offset: start } = await this.#append({ add, bury }, parts);
    let offset = start;
    for (const { event, payload } of moving) {
      this.#index.move(event, payload, { segment, offset });
      offset += payload.length;
    }
  }
}

function damaged(directory: string, bytes: number): PeekError {
  return new PeekError(
    "PEEK_W_DESTINATION_DAMAGED",
    `${bytes} bytes in ${directory} are damaged: what was in them is lost, or sent again. The rest is sent. Look at the disk.`,
  );
}

/** As many from `start` on as may be in memory at the same time. */
function firstOf(events: readonly LoggedEvent[], start: number): readonly LoggedEvent[] {
  let bytes = 0;
  let end = start;
  while (end < events.length && end - start < READ_AT_ONCE.events) {
    bytes += events[end]!.length;
    if (bytes > READ_AT_ONCE.bytes && end > start) break;
    end++;
  }
  return events.slice(start, end);
}

/** Nothing is left of a damaged payload, or of one that was given up because the disk does not give it. */
function movable({ death }: LoggedEvent, payload: Payload): Buffer {
  if (typeof payload === "string") return Buffer.from(payload);
  if (payload.isDamaged || death !== undefined) return Buffer.alloc(0);
  throw payload.cause;
}
