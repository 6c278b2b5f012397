import type { DeadLetter } from "@peekjs/protocol";
import { deathOf, decodeChange, type AddedRecord } from "./change.ts";
import type { Place } from "./journal.ts";
import { checksumOf } from "./read-payloads.ts";

/** An event that rests in a log; its payload stays on disk. */
export interface LoggedEvent {
  readonly sequence: number;
  readonly id: string;
  readonly bytes: number;
  readonly expires: number | undefined;
  readonly user: string | undefined;
  /** What lies on the disk of the payload: where, how many bytes of it, and their checksum. */
  place: Place;
  length: number;
  checksum: number;
  /** The number of the last event before it, where it was put behind others. */
  behind?: number | undefined;
  /** Why it was given up, and when. */
  death?: Death | undefined;
}

export type Death = Omit<DeadLetter, "event">;

/** What is in a log, and where. */
export class EventIndex {
  readonly #events = new Map<number, LoggedEvent>();
  readonly #perSegment = new Map<number, number>();
  #bytes = 0;
  #last = 0;

  /** In their order. */
  get events(): LoggedEvent[] {
    return [...this.#events.values()].sort((a, b) => a.sequence - b.sequence);
  }

  get isEmpty(): boolean {
    return this.#events.size === 0;
  }

  /** Of the payloads. */
  get bytes(): number {
    return this.#bytes;
  }

  nextSequence(): number {
    return ++this.#last;
  }

  has(event: LoggedEvent): boolean {
    return this.#events.get(event.sequence) === event;
  }

  /** Whether anything rests in a segment. */
  holds(segment: number): boolean {
    return this.#perSegment.has(segment);
  }

  /** What rests in a segment, in its order. Looks at everything that there is. */
  inSegment(segment: number): LoggedEvent[] {
    return this.events.filter(({ place }) => place.segment === segment);
  }

  /** Does again what a frame says, found at `place`. Returns what it added. */
  replay(content: Buffer, { segment, offset }: Place): LoggedEvent[] {
    const { change, payloadsAt } = decodeChange(content);
    const added = change.add ?? [];
    const payloads = splitPayloads(content.subarray(payloadsAt), added);
    const events = this.insert(added, payloads, { segment, offset: offset + payloadsAt });
    for (const burial of change.bury ?? []) {
      const event = this.#events.get(burial[0]);
      if (event) event.death = deathOf(burial);
    }
    this.drop(change.remove ?? []);
    return events;
  }

  /** Events whose payloads follow each other from `first` on. */
  insert(added: readonly AddedRecord[], payloads: readonly Buffer[], first: Place): LoggedEvent[] {
    let { offset } = first;
    return added.map(([sequence, id, bytes, expires, user], index) => {
      const event: LoggedEvent = {
        sequence,
        id,
        bytes,
        expires: expires ?? undefined,
        user,
        place: { segment: first.segment, offset },
        length: bytes,
        checksum: checksumOf(payloads[index]!),
      };
      offset += bytes;
      this.drop([sequence]);
      this.#events.set(sequence, event);
      this.#last = Math.max(this.#last, sequence);
      this.#count(event, 1);
      return event;
    });
  }

  drop(sequences: readonly number[]): void {
    for (const sequence of sequences) {
      const event = this.#events.get(sequence);
      if (event === undefined) continue;
      this.#events.delete(sequence);
      this.#count(event, -1);
    }
  }

  move(event: LoggedEvent, payload: Buffer, place: Place): void {
    const isKnown = this.has(event);
    if (isKnown) this.#count(event, -1);
    Object.assign(event, { place, length: payload.length, checksum: checksumOf(payload) });
    if (isKnown) this.#count(event, 1);
  }

  #count({ place: { segment }, length }: LoggedEvent, sign: 1 | -1): void {
    const count = (this.#perSegment.get(segment) ?? 0) + sign;
    if (count === 0) this.#perSegment.delete(segment);
    else this.#perSegment.set(segment, count);
    this.#bytes += sign * length;
  }
}

function splitPayloads(content: Buffer, added: readonly AddedRecord[]): Buffer[] {
  let offset = 0;
  return added.map(([, , bytes]) => content.subarray(offset, (offset += bytes)));
}
