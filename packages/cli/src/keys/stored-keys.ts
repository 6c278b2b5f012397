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
  return { ...entry, expiresAt: expiresAt === undefined ? undefined : parseTime(expiresAt) };
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { keys: [] };
    const advice =
      code === "EMFILE" || code === "ENFILE"
        ? 'Raise the number of files that a process may have open ("ulimit -n")'
        : "Give this user permission";
    throw unusable(path, `it cannot be read (${code ?? message}). ${advice}`);
  }
  const stored = parseStored(content, path);
  const wrong = stored.keys.findIndex((entry) => !isStoredKey(entry));
  if (wrong === -1) return { ...stored, keys: stored.keys.map(asMeant) };
  throw unusable(path, `key ${wrong + 1} of it lacks an id, a kind or a digest. Complete it`);
}

/** The parser's own words would show a part of the file. */
function parseStored(content: string, path: string): StoredKeys {
  let stored: StoredKeys | null;
  try {
    stored = JSON.parse(content) as StoredKeys | null;
  } catch {
    throw unusable(path, "it is no JSON. Correct it");
  }
  if (Array.isArray(stored?.keys)) return stored;
  throw unusable(path, 'it has no list "keys". Correct it');
}

function isStoredKey(entry: Partial<StoredKey> | null): boolean {
  const { id, kind, digest } = entry ?? {};
  const isKind = kind === "w" || kind === "r" || kind === "a";
  return typeof id === "string" && typeof digest === "string" && isKind;
}

const TEXTS = [
  "service",
  "environment",
  "dialect",
  "createdAt",
  "revokedAt",
  "replacedBy",
  "replacedAt",
  "expiresAt",
] as const;

/** Whoever writes a key by hand may write a number for a text, null for what is not there, and another word than `true`. */
function asMeant({
  revoked,
  ...entry
}: Omit<StoredKey, "revoked"> & { revoked?: unknown }): StoredKey {
  const isGood = revoked === undefined || revoked === false || revoked === null;
  const meant: Record<string, unknown> = isGood ? entry : { ...entry, revoked: true };
  for (const name of TEXTS) {
    const value = meant[name];
    if (value === null) delete meant[name];
    else if (value !== undefined && typeof value !== "string") meant[name] = JSON.stringify(value);
  }
  return meant as unknown as StoredKey;
}

function unusable(path: string, why: string): CommandError {
  return new CommandError(
    "PEEK_E_KEY_FILE",
    `The key file ${path} cannot be used: ${why}, or restore it from a backup.`,
    EXIT_CODE.config,
  );
}

/** Of a file that was there when the process began. */
export function missing(path: string): CommandError {
  return new CommandError(
    "PEEK_E_KEY_FILE",
    `The key file ${path} was removed. Until it is put back, or keys are made anew ("peek keys create"), nobody is let in.`,
    EXIT_CODE.config,
  );
}

/** What the system's error over writing the file means to who runs a command; any other error is itself. */
export function unwritable(path: string, cause: unknown): unknown {
  const { syscall, code } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) return cause;
  return new CommandError(
    "PEEK_E_KEY_FILE",
    `The key file ${path} cannot be written (${code}). Nothing was changed: free disk space, or give this user permission.`,
    EXIT_CODE.failure,
    { cause },
  );
}
