import { hasExpired, type KeyKind } from "@peekjs/collector";
import { formatAge } from "../output/amounts.ts";
import { printable } from "../output/printable.ts";
import { mentionExpiry } from "./read-expiry.ts";
import { toEntry, type StoredKey } from "./stored-keys.ts";

/** What keys of a kind allow, as the options of `peek keys create` say it. */
export const KIND_NAMES: Record<KeyKind, string> = { w: "write", r: "read", a: "admin" };

/** A key in a sentence: `the write key 4fK2… for "orders"`. */
export function nameKey({ id, kind, service }: StoredKey): string {
  const ofService = service === undefined ? "" : ` for "${printable(service)}"`;
  return `the ${KIND_NAMES[kind]} key ${printable(id)}${ofService}`;
}

/**
 * What to do with a key that was just made.
 *
 * @param toWrite What to do with a write key.
 */
export function describeNewKey(
  { kind, service, expiresAt }: StoredKey,
  toWrite = "Set PEEK_API_KEY to it in your app",
): string {
  const message =
    kind === "w"
      ? `A write key${service === undefined ? "" : ` for "${printable(service)}"`}. ${toWrite}; it is not shown again.`
      : `A${kind === "a" ? "n admin" : " read"} key. Send it as "Authorization: Bearer …" to /peek/v1/…; it is not shown again.`;
  return `${message}${mentionExpiry(expiresAt)}`;
}

/** A key without what helps to find its secret, for programs. */
export function publicKey(entry: StoredKey): object {
  const { id, kind, service, environment, dialect, createdAt, expiresAt } = entry;
  const { revoked = false, revokedAt, replacedBy, replacedAt } = entry;
  return {
    id,
    kind: KIND_NAMES[kind],
    service,
    environment,
    dialect,
    createdAt,
    expiresAt,
    revoked,
    revokedAt,
    replacedBy,
    replacedAt,
  };
}

/** Whether a key lets in, until or since when. */
export function describeState(key: StoredKey, now: number): string {
  const entry = toEntry(key);
  const { expiresAt } = entry;
  const expiry = Number.isFinite(expiresAt) ? new Date(expiresAt!).toISOString() : undefined;
  if (key.revoked === true) return `revoked ${toSecond(key.revokedAt)}`.trimEnd();
  const by = key.replacedBy === undefined ? "" : `, replaced by ${key.replacedBy}`;
  if (hasExpired(entry, now)) return `${`expired ${toSecond(expiry)}`.trimEnd()}${by}`;
  return `${expiry === undefined ? "active" : `active until ${toSecond(expiry)}`}${by}`;
}

/** How long ago a key was last used, in milliseconds since 1970. */
export function describeUse(at: number | undefined, now: number): string {
  return at === undefined ? "never" : `${formatAge(now - at)} ago`;
}

/** A time in ISO 8601 without what is below a second; empty where there is none. */
export function toSecond(iso: string | undefined): string {
  return iso?.slice(0, 19) ?? "";
}

/** Text as the beginning of a sentence. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
