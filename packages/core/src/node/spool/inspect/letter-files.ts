import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DEAD_LETTER_FILE, OLDER_DEAD_LETTER_FILE } from "../dead-letters.ts";
import { type DeadLetterLine, parseDeadLetter, type StoredDeadLetter } from "./dead-letter.ts";
import { readLines } from "./lines.ts";

/** The files of letters in a folder, the oldest first. */
export const LETTER_FILES: readonly string[] = [OLDER_DEAD_LETTER_FILE, DEAD_LETTER_FILE];

/** A folder of letters that are being sent; clients pass over hidden folders. */
export const CLAIM_NAME = /^\.letters\.[0-9a-f-]{36}$/;

/**
 * The dead letters of a service, read as they are asked for, the oldest first; damaged lines are passed over.
 *
 * @param folder that of {@link SpoolOverview}
 * @throws when a file cannot be read
 */
export function* readDeadLetters(folder: string): Generator<StoredDeadLetter> {
  for (const { letter } of readLetterLines(folder)) if (letter !== undefined) yield letter;
}

/** Every line, of letters that are being sent too. */
export function readLetterLines(folder: string): Generator<DeadLetterLine> {
  const claims = readdirSync(folder).filter((name) => CLAIM_NAME.test(name));
  return linesOf([...claims.map((name) => join(folder, name)), folder]);
}

/** Every line of the letter files in some folders; a letter that stands there twice comes once. */
export function* linesOf(folders: readonly string[]): Generator<DeadLetterLine> {
  const seen = new Set<string>();
  for (const folder of folders) {
    for (const name of LETTER_FILES) {
      for (const line of readLines(join(folder, name))) {
        const parsed = parseDeadLetter(line);
        if (parsed.letter !== undefined) {
          if (seen.has(parsed.letter.id)) continue;
          seen.add(parsed.letter.id);
        }
        yield parsed;
      }
    }
  }
}
