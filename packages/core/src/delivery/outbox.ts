import { ENVELOPE_LIMITS, type ClientStats } from "@peekjs/protocol";
import { LostNumbers } from "./lost-numbers.ts";
import { countRecords, join, size, wholesOnDisk, type OutboxGroup } from "./outbox-group.ts";
import type { Spool, SpoolEntry } from "./spool.ts";

/** What is taken out together and sent under one instance id and one header. */
export interface Batch {
  readonly outbox: Outbox;
  readonly groups: OutboxGroup[];
}

/** Groups of one instance that no collector has acknowledged, in the order of their numbers. */
export class Outbox {
  readonly instance: string;
  readonly #spool: Spool | undefined;
  readonly #mostJoined: number;
  #groups: OutboxGroup[] = [];
  /** The highest number that was added, and that is to be sent. */
  #newest = 0;
  #due = 0;
  readonly #taken = new Set<OutboxGroup>();
  /** Those that are in memory alone. */
  readonly #unwritten = new Set<OutboxGroup>();
  /** Records whose text is in memory, those in flight included. */
  inMemory = 0;
  /** Bytes of their texts. */
  bytesInMemory = 0;
  /** Numbers that will never come. */
  readonly lost: LostNumbers = new LostNumbers();
  /** Records that are on disk and no longer in memory. */
  onDisk = 0;
  /** Of a process that is no more: its last word. */
  stats: ClientStats | undefined;

  /** @param mostJoined records up to which neighbours on disk are sent as one */
  constructor(instance: string, spool: Spool | undefined, mostJoined: number) {
    this.instance = instance;
    this.#spool = spool;
    this.#mostJoined = mostJoined;
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0 && this.#taken.size === 0;
  }

  /** Whether anything waits that is to be sent. */
  get isDue(): boolean {
    return this.#groups[0] !== undefined && this.#groups[0].first <= this.#due;
  }

  /** Since when the oldest of what is in memory alone waits, 0 where nobody knows; undefined where nothing is. */
  get unwrittenSince(): number | undefined {
    const [oldest] = this.#unwritten;
    return oldest === undefined ? undefined : (oldest.since ?? 0);
  }

  /** Whether anything is in memory alone. */
  get hasUnwritten(): boolean {
    return this.#unwritten.size > 0;
  }

  /** What was added up to now is to be sent; what comes later waits for others to share a delivery with. */
  makeDue(): void {
    this.#due = this.#newest;
  }

  /** Whether a record up to that number has neither been acknowledged nor given up. */
  holdsUpTo(number: number): boolean {
    if (this.#groups[0] !== undefined && this.#groups[0].first <= number) return true;
    for (const group of this.#taken) if (group.first <= number) return true;
    return false;
  }

  /** @param isWritten whether it is written to disk at once, where that takes it */
  add(group: OutboxGroup, isWritten = false): void {
    this.#groups.push(group);
    this.#newest = Math.max(this.#newest, group.last);
    this.#count(group, 1);
    if (group.entry === undefined) this.#unwritten.add(group);
    if (isWritten) this.#store(group);
    this.#joinAt(this.#groups.length - 1);
  }

  /**
   * Takes consecutive groups with at most so many records and bytes, but at least one group, due or not. Summaries do
   * not count as records, up to what an envelope may hold: those that came with a batch's records go with them.
   */
  take(records: number, bytes: number): Batch | undefined {
    const groups: OutboxGroup[] = [];
    let recordsLeft = records;
    let sizeLeft: number = ENVELOPE_LIMITS.records;
    let bytesLeft = bytes;
    for (const group of this.#groups) {
      recordsLeft -= countRecords(group);
      sizeLeft -= size(group);
      bytesLeft -= group.bytes;
      const fits = recordsLeft >= 0 && sizeLeft >= 0 && bytesLeft >= 0;
      if (groups.length > 0 && !(fits && group.header === groups[0]!.header)) break;
      groups.push(group);
    }
    if (groups.length === 0) return undefined;
    this.#groups.splice(0, groups.length);
    for (const group of groups) this.#taken.add(group);
    this.#due = Math.max(this.#due, groups.at(-1)!.last);
    return { outbox: this, groups };
  }

  /** Returns groups that were taken; what was settled in the meantime stays so. */
  putBack(groups: readonly OutboxGroup[]): void {
    const returned = groups.filter((group) => this.#taken.delete(group));
    this.#groups = [...returned, ...this.#groups].sort((a, b) => a.first - b.first);
  }

  /** Returns what is left of groups that were taken, cut ones included; default: everything. */
  recover(groups?: readonly OutboxGroup[]): void {
    const isPart = (part: OutboxGroup): boolean =>
      groups?.some(({ first, last }) => first <= part.first && part.last <= last) ?? true;
    this.putBack([...this.#taken].filter(isPart));
  }

  /** Forgets groups that were taken: they were acknowledged, or given up. */
  settle(groups: readonly OutboxGroup[]): void {
    for (const group of groups) {
      this.#taken.delete(group);
      this.#unwritten.delete(group);
      this.#count(group, -1);
      this.#release(group.entry);
      for (let { whole } = group; whole !== undefined && --whole.parts === 0; { whole } = whole) {
        this.#release(whole.entry);
      }
    }
  }

  /** Replaces a taken group by its parts, which count as taken too. */
  replace(group: OutboxGroup, parts: readonly OutboxGroup[]): void {
    const whole = { entry: group.entry, parts: parts.length, whole: group.whole };
    this.#taken.delete(group);
    this.#count(group, -1);
    const isUnwritten = this.#unwritten.delete(group);
    for (const part of parts) {
      this.#taken.add(part);
      part.whole = whole;
      this.#count(part, 1);
      if (isUnwritten) this.#unwritten.add(part);
    }
  }

  /** The text of a group, from memory or disk; undefined when any of it is damaged. */
  text(group: OutboxGroup): string | undefined {
    if (group.text !== undefined || group.entry === undefined) return group.text;
    return this.#spool?.read(group.entry);
  }

  /** Replaces a taken group that is damaged by what is whole of it, and by what is not. */
  salvage(group: OutboxGroup): { whole: OutboxGroup[]; damaged: OutboxGroup[] } {
    const found = group.entry === undefined ? [] : (this.#spool?.salvage(group.entry) ?? []);
    const { header } = group;
    const whole: OutboxGroup[] = [];
    const damaged: OutboxGroup[] = [];
    let next = group.first;
    for (const { first, last, text, summaries } of found) {
      if (first < next || last > group.last) continue;
      if (first > next) damaged.push(gap(next, first - 1, header));
      whole.push({ first, last, text, bytes: text.length, header, summaries });
      next = last + 1;
    }
    if (next <= group.last) damaged.push(gap(next, group.last, header));
    const last = damaged.pop();
    if (last !== undefined) {
      const found = whole.reduce((sum, { summaries }) => sum + summaries, 0);
      damaged.push({ ...last, summaries: Math.min(size(last), group.summaries - found) });
    }
    this.replace(group, [...whole, ...damaged]);
    return { whole, damaged };
  }

  /** Keeps a record that is given up for people to look at. */
  park({ header }: OutboxGroup, text: string, reason: string): void {
    this.#spool?.park({ instance: this.instance, reason, header, text });
  }

  /**
   * Writes the oldest group to disk that is in memory alone, also one that is under way.
   *
   * @returns whether to go on: there are more, and the disk takes them
   */
  writeAhead(): boolean {
    const [group] = this.#unwritten;
    return group !== undefined && this.#store(group) && this.hasUnwritten;
  }

  /** Writes to disk what is in memory alone, also what is under way: the process is about to end. */
  keep(): void {
    for (const group of [...this.#taken, ...this.#groups]) {
      if (this.#isPartOnDisk(group)) continue;
      if (this.#isRemoved(group)) this.#forgetPlace(group);
      this.#store(group);
    }
  }

  /**
   * Frees the memory of waiting groups, the newest first, until so many records and bytes are in memory.
   *
   * @param writes most groups that may be written to disk for it: each takes its time
   * @param most groups that are freed: thousands of small ones take theirs too
   */
  relieve(records: number, bytes: number, writes: number, most = Number.POSITIVE_INFINITY): void {
    let writesLeft = writes;
    let groupsLeft = most;
    let looked: { segment: unknown; isRemoved: boolean } | undefined;
    for (let i = this.#groups.length - 1; i >= 0; i--) {
      if (this.inMemory <= records && this.bytesInMemory <= bytes) return;
      const group = this.#groups[i]!;
      if (group.text === undefined || this.#isPartOnDisk(group)) continue;
      if (groupsLeft-- <= 0) return;
      const segment = group.entry?.segment;
      if (segment !== looked?.segment) looked = { segment, isRemoved: this.#isRemoved(group) };
      if (looked?.isRemoved) this.#forgetPlace(group);
      if (group.entry === undefined && writesLeft-- === 0) return;
      if (!this.#store(group)) return;
      this.#forgetText(group);
      this.#joinAt(i + 1);
      this.#joinAt(i);
    }
  }

  /** Forgets what is on disk: nothing is sent any more. */
  leave(): void {
    for (const group of this.#groups) {
      const isInMemory = group.text !== undefined;
      if (isInMemory && (group.entry !== undefined || this.#isPartOnDisk(group))) {
        this.#forgetText(group);
      }
    }
  }

  /** Whether someone removed from the disk what is in memory too. */
  #isRemoved({ text, entry }: OutboxGroup): boolean {
    return text !== undefined && entry !== undefined && this.#spool?.holds(entry) === false;
  }

  #forgetPlace(group: OutboxGroup): void {
    this.#release(group.entry);
    group.entry = undefined;
    this.#unwritten.add(group);
  }

  #forgetText(group: OutboxGroup): void {
    this.#count(group, -1);
    group.text = undefined;
    this.#count(group, 1);
  }

  /** A part of what lies on disk as a whole would come twice. */
  #isPartOnDisk(group: OutboxGroup): boolean {
    for (const place of wholesOnDisk(group)) if (this.#spool?.holds(place)) return true;
    return false;
  }

  /** Joins a group with the one before it, where they lie side by side on disk. */
  #joinAt(index: number): void {
    const left = this.#groups[index - 1];
    const right = this.#groups[index];
    const joined =
      left === undefined || right === undefined ? undefined : join(left, right, this.#mostJoined);
    if (joined !== undefined) this.#groups.splice(index - 1, 2, joined);
  }

  /** False when it could not be written. */
  #store(group: OutboxGroup): boolean {
    const { text } = group;
    if (text !== undefined) group.entry ??= this.#spool?.append({ ...group, text });
    const isStored = group.entry !== undefined;
    if (isStored) this.#unwritten.delete(group);
    return isStored;
  }

  #release(entry: SpoolEntry | undefined): void {
    if (entry !== undefined) this.#spool?.release(entry);
  }

  #count(group: OutboxGroup, sign: 1 | -1): void {
    if (group.text === undefined) {
      this.onDisk += sign * countRecords(group);
    } else {
      this.inMemory += sign * countRecords(group);
      this.bytesInMemory += sign * group.bytes;
    }
  }
}

/** Numbers whose records are damaged. */
function gap(first: number, last: number, header: string): OutboxGroup {
  return { first, last, text: "", bytes: 0, header, summaries: 0 };
}
