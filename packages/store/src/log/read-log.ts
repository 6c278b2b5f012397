import { readFile, truncate } from "node:fs/promises";
import type { LogEntry } from "./log-entry.ts";
import { ENTRY_HEADER_BYTES, isTorn, readEntry } from "./log-entry.ts";
import { listSegments } from "./segments.ts";

/**
 * Every intact entry of the log at or after `from`, oldest first.
 *
 * A torn tail is cut off. Damage with intact entries after it is stepped over: what a group write left behind when
 * the machine failed before the write was durable was never acknowledged.
 *
 * @param damaged told of a segment with bytes that are no torn tail, and of how many they are
 */
export async function* readLog(
  directory: string,
  from: number,
  damaged: (path: string, bytes: number) => void = () => {},
): AsyncGenerator<LogEntry> {
  let last = -1;
  const segments = await listSegments(directory);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.firstSequence <= from) continue;
    const bytes = await readFile(segment.path);
    let offset = 0;
    let intactEnd = 0;
    let lost = 0;
    while (offset + ENTRY_HEADER_BYTES <= bytes.length) {
      const entry = readEntry(bytes, offset);
      if (!entry || entry.sequence <= last) {
        offset += 8;
        continue;
      }
      // What is missing before `from` rests elsewhere.
      if (entry.sequence > from) lost += offset - intactEnd;
      last = entry.sequence;
      offset += ENTRY_HEADER_BYTES + entry.payload.length;
      intactEnd = offset;
      if (entry.sequence >= from) yield entry;
    }
    if (!isTorn(bytes, intactEnd)) lost += bytes.length - intactEnd;
    if (lost > 0) damaged(segment.path, lost);
    if (intactEnd < bytes.length) await truncate(segment.path, intactEnd);
  }
}
