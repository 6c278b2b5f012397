import { statSync } from "node:fs";
import { join } from "node:path";
import { PeekError, type LostRange } from "@peekjs/protocol";
import type { AdoptedSpool } from "../../delivery/spool.ts";
import type { Frame } from "./frame.ts";
import { Segment } from "./segment.ts";
import { readStats } from "./stats-file.ts";

const LONGEST_AGE = 7 * 24 * 60 * 60 * 1000;

/** A segment in a folder that was taken over. */
export interface SegmentFile {
  readonly folder: string;
  /** Who wrote it. */
  readonly instance: string;
  readonly name: string;
}

/** What a segment held. */
export interface AdoptedSegment {
  readonly segment: Segment;
  /** Undefined where nothing is whole. Without groups where it is too old: its numbers are lost then. */
  readonly lot: AdoptedSpool | undefined;
  /** Undefined where nothing is damaged. */
  readonly damage: PeekError | undefined;
}

/**
 * Reads what a process left; a file that is too old, or holds nothing whole, is removed.
 *
 * @throws when it cannot be read or removed at the moment, and when it is gone
 */
export function readAdoptedSegment({ folder, instance, name }: SegmentFile): AdoptedSegment {
  const path = join(folder, name);
  const isTooOld = Date.now() - statSync(path).mtimeMs > LONGEST_AGE;
  const { segment, frames, damaged } = Segment.load(path);
  const damage = damaged > 0 ? damageOf(path, damaged) : undefined;
  if (isTooOld || frames.length === 0) segment.remove();
  if (frames.length === 0) return { segment, lot: undefined, damage };
  const stats = readStats(folder);
  if (isTooOld) {
    return { segment, lot: { instance, groups: [], lost: frames.map(tooOld), stats }, damage };
  }
  const groups = frames.map(({ first, last, summaries, header, offset, length }) => ({
    first,
    last,
    summaries,
    header,
    bytes: length,
    entry: { segment, offset, length, frames: 1 },
  }));
  return { segment, lot: { instance, groups, lost: [], stats }, damage };
}

function damageOf(path: string, bytes: number): PeekError {
  return new PeekError(
    "PEEK_W_SPOOL_DAMAGED",
    `${bytes} bytes of ${path} are damaged. Records in them are lost; all others are delivered. Is the disk in order, or did a process die while it wrote?`,
  );
}

function tooOld({ first, last }: Frame): LostRange {
  return { first, last, reason: "too_old" };
}
