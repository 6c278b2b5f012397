import { countRecords, wholesOnDisk, type OutboxGroup } from "./outbox-group.ts";
import type { Spool, SpoolEntry } from "./spool.ts";

/** Where the texts of an outbox's groups are, in memory, on disk or both, and how much that is. */
export class GroupStorage {
  readonly #spool: Spool | undefined;
  /** Those that are in memory alone. */
  readonly #unwritten = new Set<OutboxGroup>();
  /** Records whose text is in memory. */
  inMemory = 0;
  /** Bytes of their texts. */
  bytesInMemory = 0;
  /** Records that are on disk and no longer in memory. */
  onDisk = 0;

  constructor(spool: Spool | undefined) {
    this.#spool = spool;
  }

  /** The oldest group that is in memory alone. */
  get oldestUnwritten(): OutboxGroup | undefined {
    const [oldest] = this.#unwritten;
    return oldest;
  }

  add(group: OutboxGroup): void {
    this.#count(group, 1);
    if (group.entry === undefined) this.#unwritten.add(group);
  }

  /** Forgets a group for good: it was acknowledged, or given up. */
  remove(group: OutboxGroup): void {
    this.#unwritten.delete(group);
    this.#count(group, -1);
    this.#release(group.entry);
    for (let { whole } = group; whole !== undefined && --whole.parts === 0; { whole } = whole) {
      this.#release(whole.entry);
    }
  }

  /** Puts parts in a group's place, which stays on disk, where it is there, until every part is settled. */
  replace(group: OutboxGroup, parts: readonly OutboxGroup[]): void {
    const whole = { entry: group.entry, parts: parts.length, whole: group.whole };
    this.#count(group, -1);
    const isUnwritten = this.#unwritten.delete(group);
    for (const part of parts) {
      part.whole = whole;
      this.#count(part, 1);
      if (isUnwritten) this.#unwritten.add(part);
    }
  }

  /** From memory or disk; undefined when any of it is damaged. */
  text(group: OutboxGroup): string | undefined {
    if (group.text !== undefined || group.entry === undefined) return group.text;
    return this.#spool?.read(group.entry);
  }

  /** Returns false when it could not be written. */
  write(group: OutboxGroup): boolean {
    const { text } = group;
    if (text !== undefined) group.entry ??= this.#spool?.append({ ...group, text });
    const isWritten = group.entry !== undefined;
    if (isWritten) this.#unwritten.delete(group);
    return isWritten;
  }

  /** Frees the memory of a group that is on disk. */
  forgetText(group: OutboxGroup): void {
    this.#count(group, -1);
    group.text = undefined;
    this.#count(group, 1);
  }

  /** Whether someone removed from the disk what is in memory too. */
  isRemoved({ text, entry }: OutboxGroup): boolean {
    return text !== undefined && entry !== undefined && this.#spool?.holds(entry) === false;
  }

  /** What someone removed from the disk is in memory alone again. */
  forgetPlace(group: OutboxGroup): void {
    this.#release(group.entry);
    group.entry = undefined;
    this.#unwritten.add(group);
  }

  /** A part of what lies on disk as a whole: written itself, it would come twice. */
  isPartOnDisk(group: OutboxGroup): boolean {
    for (const place of wholesOnDisk(group)) if (this.#spool?.holds(place)) return true;
    return false;
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
