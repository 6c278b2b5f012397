import type { ClientStats, LostRange } from "@peekjs/protocol";
import type { DropReason } from "../pipeline/drop-reason.ts";

/** Where groups wait on disk. One spool belongs to one client; only `read` and `salvage` may throw. */
export interface Spool {
  /** Keeps a group; undefined when the spool is full or cannot be written. */
  append(group: SpoolGroup): SpoolEntry | undefined;
  /**
   * The text of a group, or of several in a row with commas between; undefined when any of it is damaged.
   *
   * @throws when it cannot be read at the moment, for example for want of a file descriptor
   */
  read(entry: SpoolEntry): string | undefined;
  /** The groups of an entry that are whole. */
  salvage(entry: SpoolEntry): { first: number; last: number; text: string; summaries: number }[];
  /** Whether a group is still there: someone may have removed it. */
  holds(entry: SpoolEntry): boolean;
  /** Says that a group need not be kept any longer. */
  release(entry: SpoolEntry): void;
  /** Keeps a record that the collector refused, for people to look at. */
  addDeadLetter(letter: RefusedRecord): void;
  /** Keeps what became of the client's events so far, beside what is kept; nothing where nothing is. */
  keepStats(stats: ClientStats): void;
  /**
   * Takes over the groups of processes that are no more, unless another spool of this process has looked for them since
   * the last call: one segment at a time, and undefined where the event loop should have a turn although there is none.
   */
  adopt(): Iterable<AdoptedSpool | undefined>;
  /** Ends the client's hold; what was not released is for the next start. */
  close(): void;
}

export interface SpoolGroup {
  first: number;
  last: number;
  text: string;
  /** JSON members `"sdk":…,"resource":…` under which the group is to be sent. */
  header: string;
  summaries: number;
}

/** Where one group, or several in a row, lie. */
export interface SpoolEntry {
  readonly segment: unknown;
  readonly offset: number;
  readonly length: number;
  readonly frames: number;
}

export interface AdoptedSpool {
  instance: string;
  groups: (Omit<SpoolGroup, "text"> & { bytes: number; entry: SpoolEntry })[];
  /** Numbers that were given up, since they were too old. */
  lost: LostRange[];
  /** The dead owner's last word. */
  stats: ClientStats | undefined;
}

/** A record that was refused alone while its neighbours were accepted. */
export interface RefusedRecord {
  instance: string;
  /** Why it was given up. */
  reason: DropReason;
  header: string;
  /** The group of this one record, as rows. */
  text: string;
}
