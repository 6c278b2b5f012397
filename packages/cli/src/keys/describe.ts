import { hasExpired, type KeyKind } from "@peekjs/collector";
import { formatAge } from "../output/amounts.ts";
import { toEntry, type StoredKey } from "./stored-keys.ts";

/** What keys of a kind allow, as the options of `peek keys create` say it. */
export const KIND_NAMES: Record<KeyKind, string> = { w: "write", r: "read", a: "admin" };

/** A key without what helps to find its secret, for programs. */
export function publicKey(entry: StoredKey): object {
  const { id, kind, service, environment, dialect, createdAt, expiresAt } = entry;
  const { revoked = false, revokedAt } = entry;
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
  };
}

/** Whether a key lets in, until or since when. */
export function describeState(key: StoredKey, now: number): string {
  const entry = toEntry(key);
  const { expiresAt } = entry;
  const expiry = Number.isFinite(expiresAt) ? new Date(expiresAt!).toISOString() : undefined;
  if (key.revoked === true) return `revoked ${toSecond(key.revokedAt)}`.trimEnd();
  if (hasExpired(entry, now)) return `expired ${toSecond(expiry)}`.trimEnd();
  return expiry === undefined ? "active" : `active until ${toSecond(expiry)}`;
}

/** How long ago a key was last used, in milliseconds since 1970. */
export function describeUse(at: number | undefined, now: number): string {
  return at === undefined ? "never" : `${formatAge(now - at)} ago`;
}

/** A time in ISO 8601 without what is below a second; empty where there is none. */
export function toSecond(iso: string | undefined): string {
  return iso?.slice(0, 19) ?? "";
}
