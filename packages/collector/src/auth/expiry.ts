import type { KeyEntry } from "./key-registry.ts";

/** Whether a key is of no use any more at a time, in milliseconds since 1970. An expiry that is no time is past. */
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
