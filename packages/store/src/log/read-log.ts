import { readFile, truncate } from "node:fs/promises";
import type { LogEntry } from "./log-entry.ts";
import { ENTRY_HEADER_BYTES, readEntry } from "./log-entry.ts";
import { listSegments } from "./segments.ts";

/**
 * Every intact entry of the log at or after `from`, oldest first.
 *
 * A torn tail is cut off. Damage with intact entries after it is stepped over: what a group write left behind when
 * the machine failed before the write was durable was never acknowledged.
 */
export async function* readLog(directory: string, from: number): AsyncGenerator<LogEntry> {
  let last = -1;
  const segments = await listSegments(directory);
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next && next.firstSequence <= from) continue;
    const bytes = await readFile(segment.path);
    let offset = 0;
    let intactEnd = 0;
    while (offset + ENTRY_HEADER_BYTES <= bytes.length) {
      const entry = readEntry(bytes, offset);
      if (!entry || entry.sequence <= last) {
        offset += 8;
        continue;
      }
      last = entry.sequence;
      offset += ENTRY_HEADER_BYTES + entry.payload.length;
      intactEnd = offset;
      if (entry.sequence >= from) yield entry;
    }
    if (intactEnd < bytes.length) await truncate(segment.path, intactEnd);
  }
}
