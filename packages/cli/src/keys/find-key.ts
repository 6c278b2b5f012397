import { hashKey } from "@peekjs/collector";
import { maskKey } from "@peekjs/protocol";
import { CommandError, usageError } from "../command-error.ts";
import type { CommandProcess, OptionValues } from "../command.ts";
import { askSecret } from "../destinations/ask-secret.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printable } from "../output/printable.ts";
import type { KeyFile } from "./key-file.ts";
import type { StoredKey } from "./stored-keys.ts";

/** Name under which commands take a key's name. */
export const KEY_ARGUMENT = "key";

/** Characters of an id that name a key: fewer might be a slip. */
const LEAST = 4;

/** What is longer may be a key: its first characters are shown alone. */
const SHOWN = 12;

/**
 * The key that is named by its id, by the start of its id or of itself, or by all of itself.
 *
 * @throws CommandError `PEEK_E_KEY_NOT_FOUND`, `PEEK_E_KEY_AMBIGUOUS`, or for the usage where that says too little.
 */
async function findKey(file: KeyFile, given: string): Promise<StoredKey> {
  const keys = file.list();
  const digest = await hashKey(given);
  const exact = keys.find((entry) => entry.id === given || entry.digest === digest);
  if (exact !== undefined) return exact;
  const { 1: kind, 2: start = "" } = /^(?:sha256:|peek_([wra])_)?(.*)$/s.exec(given) ?? [];
  if (start.length < LEAST) {
    throw usageError(`Give the id of a key, or at least ${LEAST} characters of its start.`);
  }
  const [found, ...others] = keys.filter(
    (entry) =>
      (kind === undefined || kind === entry.kind) &&
      entry.id.replace(/^sha256:/, "").startsWith(start),
  );
  if (found === undefined) {
    const shown = given.length > SHOWN ? maskKey(given) : given;
    throw failure(
      "PEEK_E_KEY_NOT_FOUND",
      `No key in ${file.path} begins with "${printable(shown)}". "peek keys list" shows all.`,
    );
  }
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ id }) => printable(id)).join(", ");
  throw failure("PEEK_E_KEY_AMBIGUOUS", `Several keys begin so: ${ids}. Give more of the one.`);
}

/**
 * The key that a command was given to name: as {@link findKey} takes it, or `-` where it is on stdin.
 *
 * @throws CommandError as {@link findKey} does, and for the usage where none is named.
 */
export async function findGivenKey(
  file: KeyFile,
  { [KEY_ARGUMENT]: given }: OptionValues,
  process: CommandProcess,
): Promise<StoredKey> {
  if (typeof given !== "string") throw usageError("Say which key, by its id or a start of it.");
  return findKey(file, given === "-" ? await askSecret("Key", process) : given.trim());
}

function failure(code: string, message: string): CommandError {
  return new CommandError(code, message, EXIT_CODE.failure);
}
