import type { LostRange } from "@peekjs/protocol";
import type { Spool, SpoolEntry } from "./spool.ts";

/** A numbered group on its way: in memory, on disk, or both. */
export interface OutboxGroup {
  readonly first: number;
  readonly last: number;
  /** Undefined when the group lies on disk alone. */
  text: string | undefined;
  readonly bytes: number;
  readonly header: string;
  /** How many of its records, the last ones, are summaries; they stand for requests that are counted elsewhere. */
  readonly summaries: number;
  /** Where it lies on disk. */
  entry?: SpoolEntry | undefined;
  /** For a part of a group that was cut: what the parts share. */
  whole?: Whole | undefined;
}

/** A group that was cut: its place on disk is kept until every part is settled. */
interface Whole {
  readonly entry: SpoolEntry | undefined;
  parts: number;
}

/** What is taken out together and sent under one instance id and one header. */
export interface Batch {
  readonly outbox: Outbox;
  readonly groups: OutboxGroup[];
}

/** Groups of one instance that no collector has acknowledged, in the order of their numbers. */
export class Outbox {
  readonly instance: string;
  readonly #spool: Spool | undefined;
  #groups: OutboxGroup[] = [];
  readonly #taken = new Set<OutboxGroup>();
  /** Requests whose text is in memory, those in flight included. */
  inMemory = 0;
  /** Bytes of their texts. */
  bytesInMemory = 0;
  /** Numbers that will never come, until a collector was told. */
  lost: LostRange[] = [];
  /** Requests that are on disk and no longer in memory. */
  onDisk = 0;

  constructor(instance: string, spool: Spool | undefined) {
    this.instance = instance;
    this.#spool = spool;
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0 && this.#taken.size === 0;
  }

  get hasWaiting(): boolean {
    return this.#groups.length > 0;
  }

  add(group: OutboxGroup): void {
    this.#groups.push(group);
    this.#count(group, 1);
  }

  /** Takes consecutive groups with at most so many records and bytes, but at least one group. */
  take(records: number, bytes: number): Batch | undefined {
    const groups: OutboxGroup[] = [];
    let recordsLeft = records;
    let bytesLeft = bytes;
    for (const group of this.#groups) {
      recordsLeft -= size(group);
      bytesLeft -= group.bytes;
      const fits = recordsLeft >= 0 && bytesLeft >= 0 && group.header === groups[0]?.header;
      if (groups.length > 0 && !fits) break;
      groups.push(group);
    }
    if (groups.length === 0) return undefined;
    this.#groups.splice(0, groups.length);
    for (const group of groups) this.#taken.add(group);
    return { outbox: this, groups };
  }

  /** Returns groups that were taken and not acknowledged. */
  putBack(groups: readonly OutboxGroup[]): void {
    for (const group of groups) this.#taken.delete(group);
    this.#groups = [...groups, ...this.#groups].sort((a, b) => a.first - b.first);
  }

  /** Returns everything that was taken. */
  recover(): void {
    this.putBack([...this.#taken]);
  }

  /** Forgets groups that were taken: they were acknowledged, or given up. */
  settle(groups: readonly OutboxGroup[]): void {
    for (const group of groups) {
      this.#taken.delete(group);
      this.#count(group, -1);
      this.#release(group.entry);
      if (group.whole !== undefined && --group.whole.parts === 0) this.#release(group.whole.entry);
    }
  }

  /** Replaces a taken group by its parts, which count as taken too. */
  replace(group: OutboxGroup, parts: readonly OutboxGroup[]): void {
    const whole = group.whole ?? { entry: group.entry, parts: 1 };
    whole.parts += parts.length - 1;
    this.#taken.delete(group);
    this.#count(group, -1);
    for (const part of parts) {
      this.#taken.add(part);
      part.whole = whole;
      this.#count(part, 1);
    }
  }

  /** The text of a group, from memory or disk; undefined when it is damaged. */
  text(group: OutboxGroup): string | undefined {
    if (group.text !== undefined || group.entry === undefined) return group.text;
    return this.#spool?.read(group.entry);
  }

  /** Writes to disk what is in memory alone, also what is under way: the process is about to end. */
  keep(): void {
    for (const group of [...this.#taken, ...this.#groups]) {
      if (group.text !== undefined) {
        group.entry ??= this.#spool?.append({ ...group, text: group.text });
      }
    }
  }

  /** Frees the memory of waiting groups, the newest first, until so many requests and bytes are in memory. */
  relieve(requests: number, bytes = 0): void {
    for (let i = this.#groups.length - 1; i >= 0; i--) {
      if (this.inMemory <= requests && this.bytesInMemory <= bytes) return;
      const group = this.#groups[i]!;
      if (group.text === undefined) continue;
      group.entry ??= this.#spool?.append({ ...group, text: group.text });
      if (group.entry === undefined) return;
      this.#count(group, -1);
      group.text = undefined;
      this.#count(group, 1);
    }
  }

  #release(entry: SpoolEntry | undefined): void {
    if (entry !== undefined) this.#spool?.release(entry);
  }

  #count(group: OutboxGroup, sign: 1 | -1): void {
    if (group.text === undefined) {
      this.onDisk += sign * requestsIn(group);
    } else {
      this.inMemory += sign * requestsIn(group);
      this.bytesInMemory += sign * group.bytes;
    }
  }
}

export function size(group: { first: number; last: number }): number {
  return group.last - group.first + 1;
}

/** Requests among the records of groups. */
export function countRequests(groups: readonly OutboxGroup[]): number {
  return groups.reduce((sum, group) => sum + requestsIn(group), 0);
}

function requestsIn(group: OutboxGroup): number {
  return size(group) - group.summaries;
}
