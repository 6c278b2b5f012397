import type { ClientStats } from "@peekjs/protocol";
import type { DropReason } from "../pipeline/drop-reason.ts";
import { GroupStorage } from "./group-storage.ts";
import { LostNumbers } from "./lost-numbers.ts";
import { countFitting, joinAt, type OutboxGroup } from "./outbox-group.ts";
import { relieve } from "./relieve.ts";
import { salvage, type Salvaged } from "./salvage.ts";
import type { Spool } from "./spool.ts";

/** What is taken out together and sent under one instance id and one header. */
export interface Batch {
  readonly outbox: Outbox;
  readonly groups: OutboxGroup[];
}

/** Groups of one instance that no collector has acknowledged, in the order of their numbers. */
export class Outbox {
  readonly instance: string;
  readonly #spool: Spool | undefined;
  readonly #storage: GroupStorage;
  readonly #mostJoined: number;
  #groups: OutboxGroup[] = [];
  /** The highest number that was added, and that is to be sent. */
  #newest = 0;
  #due = 0;
  readonly #taken = new Set<OutboxGroup>();
  /** Numbers that will never come. */
  readonly lost: LostNumbers = new LostNumbers();
  /** Of a process that is no more: its last word. */
  stats: ClientStats | undefined;

  /** @param mostJoined records up to which neighbours on disk are sent as one */
  constructor(instance: string, spool: Spool | undefined, mostJoined: number) {
    this.instance = instance;
    this.#spool = spool;
    this.#storage = new GroupStorage(spool);
    this.#mostJoined = mostJoined;
  }

  get isEmpty(): boolean {
    return this.#groups.length === 0 && this.#taken.size === 0;
  }

  /** Whether anything waits that is to be sent. */
  get isDue(): boolean {
    return this.#groups[0] !== undefined && this.#groups[0].first <= this.#due;
  }

  /** Records whose text is in memory, those in flight included. */
  get inMemory(): number {
    return this.#storage.inMemory;
  }

  /** Bytes of their texts. */
  get bytesInMemory(): number {
    return this.#storage.bytesInMemory;
  }

  /** Records that are on disk and no longer in memory. */
  get onDisk(): number {
    return this.#storage.onDisk;
  }

  /** Since when the oldest of what is in memory alone waits, 0 where nobody knows; undefined where nothing is. */
  get unwrittenSince(): number | undefined {
    const oldest = this.#storage.oldestUnwritten;
    return oldest === undefined ? undefined : (oldest.since ?? 0);
  }

  /** Whether anything is in memory alone. */
  get hasUnwritten(): boolean {
    return this.#storage.oldestUnwritten !== undefined;
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
    this.#storage.add(group);
    if (isWritten) this.#storage.write(group);
    joinAt(this.#groups, this.#groups.length - 1, this.#mostJoined);
  }

  /** Takes consecutive groups with at most so many records and bytes, but at least one group, due or not. */
  take(records: number, bytes: number): Batch | undefined {
    const groups = this.#groups.splice(0, countFitting(this.#groups, records, bytes));
    if (groups.length === 0) return undefined;
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
      this.#storage.remove(group);
    }
  }

  /** Replaces a taken group by its parts, which count as taken too. */
  replace(group: OutboxGroup, parts: readonly OutboxGroup[]): void {
    this.#taken.delete(group);
    for (const part of parts) this.#taken.add(part);
    this.#storage.replace(group, parts);
  }

  /** The text of a group, from memory or disk; undefined when any of it is damaged. */
  text(group: OutboxGroup): string | undefined {
    return this.#storage.text(group);
  }

  /** Replaces a taken group that is damaged by what is whole of it, and by what is not. */
  salvage(group: OutboxGroup): Salvaged {
    const found = group.entry === undefined ? [] : (this.#spool?.salvage(group.entry) ?? []);
    const salvaged = salvage(group, found);
    this.replace(group, [...salvaged.whole, ...salvaged.damaged]);
    return salvaged;
  }

  /** Keeps a record that is given up for people to look at. */
  addDeadLetter({ header }: OutboxGroup, text: string, reason: DropReason): void {
    this.#spool?.addDeadLetter({ instance: this.instance, reason, header, text });
  }

  /**
   * Writes the oldest group to disk that is in memory alone, also one that is under way.
   *
   * @returns whether to go on: there are more, and the disk takes them
   */
  writeAhead(): boolean {
    const group = this.#storage.oldestUnwritten;
    return group !== undefined && this.#storage.write(group) && this.hasUnwritten;
  }

  /** Writes to disk what is in memory alone, also what is under way: the process is about to end. */
  writeAll(): void {
    const storage = this.#storage;
    for (const group of [...this.#taken, ...this.#groups]) {
      if (storage.isPartOnDisk(group)) continue;
      if (storage.isRemoved(group)) storage.forgetPlace(group);
      storage.write(group);
    }
  }

  /**
   * Frees the memory of waiting groups, the newest first, until so many records and bytes are in memory.
   *
   * @param writes most groups that may be written to disk for it: each takes its time
   * @param most groups that are freed: thousands of small ones take theirs too
   */
  relieve(records: number, bytes: number, writes: number, most = Number.POSITIVE_INFINITY): void {
    const joined = this.#mostJoined;
    relieve(this.#groups, this.#storage, { records, bytes, writes, groups: most, joined });
  }

  /** Forgets what is on disk: nothing is sent any more. */
  forgetWritten(): void {
    for (const group of this.#groups) {
      if (group.text === undefined) continue;
      if (group.entry !== undefined || this.#storage.isPartOnDisk(group)) {
        this.#storage.forgetText(group);
      }
    }
  }
}
