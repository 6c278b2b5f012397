import type { SpoolEntry } from "./spool.ts";

/** A numbered group on its way: in memory, on disk, or both. One without a text may stand for several in a row. */
export interface OutboxGroup {
  readonly first: number;
  readonly last: number;
  /** Undefined when the group lies on disk alone. */
  text: string | undefined;
  readonly bytes: number;
  readonly header: string;
  /** How many of its records, the last ones, are summaries; they stand for requests that are counted elsewhere. */
  readonly summaries: number;
  /** Reading of `timerNow` when the first of its records came, as far as that matters: until it is on disk. */
  readonly since?: number | undefined;
  /** Where it lies on disk. */
  entry?: SpoolEntry | undefined;
  /** For a part of a group that was cut: what the parts share. */
  whole?: Whole | undefined;
}

/** A group that was cut: its place on disk is kept until every part is settled. */
interface Whole {
  readonly entry: SpoolEntry | undefined;
  /** Those that are not settled. */
  parts: number;
  /** What it was a part of itself. */
  readonly whole: Whole | undefined;
}

/** Characters up to which neighbours on disk are kept as one. */
const MOST_BYTES = 256 * 1024;

export function size(group: { first: number; last: number }): number {
  return group.last - group.first + 1;
}

/** Records of a group that are counted one by one. */
export function countRecords(group: OutboxGroup): number {
  return size(group) - group.summaries;
}

/** Where on disk the wholes lie that a group is a part of. */
export function* wholesOnDisk({ whole }: OutboxGroup): Generator<SpoolEntry> {
  for (let next = whole; next !== undefined; next = next.whole) {
    if (next.entry !== undefined) yield next.entry;
  }
}

/**
 * Two neighbours on disk as one, so that what waits there takes little memory; undefined when they are none.
 *
 * @param most records in one
 */
export function join(left: OutboxGroup, right: OutboxGroup, most: number): OutboxGroup | undefined {
  const [a, b] = [left.entry, right.entry];
  const areOnDisk = left.text === undefined && right.text === undefined && !left.whole;
  if (!areOnDisk || right.whole !== undefined || a === undefined || b === undefined) {
    return undefined;
  }
  const areNeighbours =
    left.last + 1 === right.first &&
    left.header === right.header &&
    a.segment === b.segment &&
    a.offset + a.length === b.offset;
  const isSmall = size(left) + size(right) <= most && left.bytes + right.bytes <= MOST_BYTES;
  if (!areNeighbours || !isSmall) return undefined;
  return {
    first: left.first,
    last: right.last,
    text: undefined,
    bytes: left.bytes + right.bytes,
    header: left.header,
    summaries: left.summaries + right.summaries,
    entry: {
      segment: a.segment,
      offset: a.offset,
      length: a.length + b.length,
      frames: a.frames + b.frames,
    },
  };
}
