import { readFileSync } from "node:fs";
import type { KeyEntry } from "@peekjs/collector";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { parseTime } from "./parse-time.ts";

/** A key as it rests on disk. All times are ISO 8601; who writes entries by hand may leave them out. */
export interface StoredKey extends Omit<KeyEntry, "expiresAt"> {
  createdAt?: string | undefined;
  revokedAt?: string | undefined;
  /** Id of the key that was made in its place. */
  replacedBy?: string | undefined;
  replacedAt?: string | undefined;
  /** Default: never. What is no time counts as past. */
  expiresAt?: string | undefined;
}

export interface StoredKeys {
  /** Of this installation, the same in all its keys. */
  salt?: string | undefined;
  keys: StoredKey[];
}

/** A key as a collector looks at it. */
export function toEntry({ expiresAt, ...entry }: StoredKey): KeyEntry {
  // Who writes entries by hand may say null.
  const isEndless = (expiresAt ?? undefined) === undefined;
  return { ...entry, expiresAt: isEndless ? undefined : parseTime(String(expiresAt)) };
}

/** Whether a key is another vendor's. */
export function isForeign({ id }: StoredKey): boolean {
  return id.startsWith("sha256:");
}

/**
 * What a file of keys holds; nothing where there is none.
 *
 * @throws CommandError `PEEK_E_KEY_FILE` when it cannot be read or is damaged.
 */
export function readStoredKeys(path: string): StoredKeys {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { keys: [] };
    throw unreadable(path, error);
  }
  try {
    const stored = JSON.parse(content) as StoredKeys;
    if (Array.isArray(stored.keys)) return stored;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): CommandError {
  return new CommandError(
    "PEEK_E_KEY_FILE",
    `The key file ${path} cannot be read. Give this user permission, or restore it from a backup.`,
    EXIT_CODE.config,
    { cause },
  );
}
