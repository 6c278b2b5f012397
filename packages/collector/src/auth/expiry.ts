import type { KeyEntry } from "./key-registry.ts";

/**
 * Whether a key is of no use any more, as a collector decides it: from the millisecond of its expiry on. An expiry that
 * is no time is past, and a key without one never expires.
 *
 * @param now Milliseconds since 1970.
 *
 * @example
 * ```ts
 * const alive = entries.filter((entry) => !hasExpired(entry, Date.now()));
 * ```
 */
export function hasExpired({ expiresAt }: Pick<KeyEntry, "expiresAt">, now: number): boolean {
  return !(now < (expiresAt ?? Number.POSITIVE_INFINITY));
}

/** What became of a key that has expired, as the end of a sentence. */
export function describeExpiry({ expiresAt }: Pick<KeyEntry, "expiresAt">): string {
  const time = new Date(Number(expiresAt));
  return Number.isNaN(time.getTime())
    ? "has an expiry that is no time"
    : `expired on ${time.toISOString()}`;
}
