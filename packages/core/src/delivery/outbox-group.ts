import { ENVELOPE_LIMITS } from "@peekjs/protocol";
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
 * How many groups, from the first on, fit into one envelope with so many records and bytes: at least one. Summaries do
 * not count as records, up to what an envelope may hold: those that came with a batch's records go with them.
 */
export function countFitting(
  groups: readonly OutboxGroup[],
  records: number,
  bytes: number,
): number {
  let recordsLeft = records;
  let sizeLeft: number = ENVELOPE_LIMITS.records;
  let bytesLeft = bytes;
  const end = groups.findIndex((group, index) => {
    recordsLeft -= countRecords(group);
    sizeLeft -= size(group);
    bytesLeft -= group.bytes;
    const fits = recordsLeft >= 0 && sizeLeft >= 0 && bytesLeft >= 0;
    return index > 0 && !(fits && group.header === groups[0]!.header);
  });
  return end === -1 ? groups.length : end;
}

/**
 * Joins a group with the one before it, where they lie side by side on disk.
 *
 * @param most records in one
 */
export function joinAt(groups: OutboxGroup[], index: number, most: number): void {
  const left = groups[index - 1];
  const right = groups[index];
  const joined = left === undefined || right === undefined ? undefined : join(left, right, most);
  if (joined !== undefined) groups.splice(index - 1, 2, joined);
}

/**
 * Two neighbours on disk as one, so that what waits there takes little memory; undefined when they are none.
 */
function join(left: OutboxGroup, right: OutboxGroup, most: number): OutboxGroup | undefined {
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
