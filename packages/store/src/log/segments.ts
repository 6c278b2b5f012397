import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file of the log, named by the sequence of its first entry. */
export interface Segment {
  path: string;
  firstSequence: number;
}

const SEGMENT_NAME = /^(\d{16})\.log$/;

export function segmentPath(directory: string, firstSequence: number): string {
  return join(directory, `${String(firstSequence).padStart(16, "0")}.log`);
}

/** Oldest first. */
export async function listSegments(directory: string): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const name of await readdir(directory)) {
    const match = SEGMENT_NAME.exec(name);
    if (match) segments.push({ path: join(directory, name), firstSequence: Number(match[1]) });
  }
  return segments.sort((a, b) => a.firstSequence - b.firstSequence);
}
