import { hasExpired } from "@peekjs/collector";
import { PeekError } from "@peekjs/protocol";
import { count, formatAge } from "../output/amounts.ts";
import { printable } from "../output/printable.ts";
import { capitalized, nameKey } from "./describe.ts";
import { isForeign, toEntry, type StoredKey } from "./stored-keys.ts";
import { parseTime } from "./parse-time.ts";

/** Milliseconds before its expiry from which on nobody is to be surprised by it, however long a key was made for. */
const LONGEST_NOTICE = 14 * 86_400_000;

/** Of the time that it was made for, or given when it was replaced: a key of a day is no news in its first hour. */
const LAST_PART = 1 / 3;

/** Keys that are named one by one. */
const MOST_NAMED = 5;

/** Whether a key that still lets in is in the last third of its time, and in its last 14 days. */
export function expiresSoon(key: StoredKey, now: number): boolean {
  const entry = toEntry(key);
  const { expiresAt } = entry;
  if (expiresAt === undefined || entry.revoked === true || hasExpired(entry, now)) return false;
  const life = expiresAt - parseTime(String(key.replacedAt ?? key.createdAt));
  const notice = life > 0 ? Math.min(LONGEST_NOTICE, life * LAST_PART) : LONGEST_NOTICE;
  return expiresAt - now <= notice;
}

/** A warning for each of the keys that expire first, and one that counts the others. */
export function describeExpiring(keys: readonly StoredKey[], now: number): PeekError[] {
  const sorted = keys
    .map((key) => ({ key, expiresAt: toEntry(key).expiresAt ?? Number.POSITIVE_INFINITY }))
    .toSorted((a, b) => a.expiresAt - b.expiresAt);
  const warnings = sorted.slice(0, MOST_NAMED).map(({ key, expiresAt }) => {
    const time = `${new Date(expiresAt).toISOString()}, in ${formatAge(expiresAt - now)}`;
    return warning(`${capitalized(nameKey(key))} expires on ${time}${whatToDo(key)}`);
  });
  const others = keys.length - warnings.length;
  if (others > 0)
    warnings.push(warning(`So do ${count(others, "other key")}, all soon: peek keys list`));
  return warnings;
}

function whatToDo(key: StoredKey): string {
  if (key.replacedBy !== undefined) {
    return `, was replaced by ${printable(key.replacedBy)}, and may still be in use: see peek keys list`;
  }
  const command = isForeign(key) ? "register --replace <key>" : `rotate ${printable(key.id)}`;
  return `. Before its clients are refused: peek keys ${command}`;
}

function warning(message: string): PeekError {
  return new PeekError("PEEK_W_KEY_EXPIRY", message);
}
