import { appendFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RefusedRecord } from "../../delivery/spool.ts";

/** Beside the folders of the clients that share an endpoint, a service and an environment. */
export const DEAD_LETTER_FILE = "dead-letters.ndjson";
/** What the file was called before it had to make room. */
export const OLDER_DEAD_LETTER_FILE = "dead-letters.older.ndjson";
/** Bytes of one of the two files: the oldest letters go when both are full. */
const MOST_BYTES = 1024 * 1024;

/**
 * Appends a refused record as one line of JSON: `at` (milliseconds since 1970), `reason`, `instance`, `sdk`, `resource`
 * and `group` with the record as a row. Processes that share the file append whole lines.
 *
 * @throws when the disk is full or gone
 */
export function appendDeadLetter(folder: string, letter: RefusedRecord): void {
  const { reason, instance, header, text } = letter;
  const members = JSON.stringify({ at: Date.now(), reason, instance }).slice(1, -1);
  const line = `{${members},${header},"group":${text}}\n`;
  const file = join(folder, DEAD_LETTER_FILE);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 0 && size + line.length > MOST_BYTES) {
    renameSync(file, join(folder, OLDER_DEAD_LETTER_FILE));
  }
  appendFileSync(file, line, { mode: 0o600 });
}
