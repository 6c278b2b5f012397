import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 65_536;
const NEWLINE = 10;
/** More than any letter has: what is longer is cut, and so damaged. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The lines of a file, read as they are asked for, so that what is appended meanwhile comes too. A line ends at a
 * newline alone: JSON holds other separators unescaped. Nothing for a file that is gone.
 */
export function* readLines(path: string): Generator<string> {
  const file = open(path);
  if (file === undefined) return;
  try {
    let parts: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = readSync(file, chunk);
      if (bytes === 0) break;
      let start = 0;
      for (;;) {
        const end = chunk.subarray(0, bytes).indexOf(NEWLINE, start);
        if (end === -1) break;
        yield* textOf([...parts, chunk.subarray(start, end)]);
        parts = [];
        start = end + 1;
      }
      if (length(parts) < LONGEST_LINE) parts.push(chunk.subarray(start, bytes));
    }
    yield* textOf(parts);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function* textOf(parts: readonly Buffer[]): Generator<string> {
  const text = Buffer.concat(parts).toString();
  if (text !== "") yield text;
}

function length(parts: readonly Buffer[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
