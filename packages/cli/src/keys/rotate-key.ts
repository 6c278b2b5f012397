import { CommandError, usageError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { printable } from "../output/printable.ts";
import { addKey, type NewKey } from "./add-key.ts";
import { capitalized, nameKey } from "./describe.ts";
import { formatTime, parseTime } from "./parse-time.ts";
import { toEntry, type StoredKey, type StoredKeys } from "./stored-keys.ts";

/** How a key gives way to another. */
export interface Rotation {
  /** Milliseconds for which the old one goes on at most. */
  grace: number;
  /** Of the new one, in ISO 8601. Default: for as long as the old one was made for. */
  expiresAt?: string | undefined;
}

export interface RotatedKey extends NewKey {
  /** The old one, as it is kept from now on. */
  replaced: StoredKey;
}

/**
 * Makes a key that allows what another one does, and lets that one expire after the grace, never later than it would have.
 *
 * @throws CommandError `PEEK_E_KEY_REVOKED` or `PEEK_E_KEY_REPLACED` when the old one has ended otherwise, or for the usage
 *   where the time of the new one cannot be told.
 */
export async function rotateKey(
  stored: StoredKeys,
  id: string,
  { grace, expiresAt }: Rotation,
): Promise<RotatedKey> {
  const old = stored.keys.find((entry) => entry.id === id);
  if (old === undefined || old.revoked === true) throw revoked(id);
  if (old.replacedBy !== undefined) throw replacedBefore(old, old.replacedBy);
  const now = Date.now();
  const { kind, service, environment, dialect } = old;
  const options = { kind, service, environment, dialect };
  const added = await addKey(stored, {
    ...options,
    expiresAt: expiresAt ?? sameSpan(old, now),
  });
  const end = Math.min(now + grace, toEntry(old).expiresAt ?? Number.POSITIVE_INFINITY);
  // An expiry that is no time is past already.
  if (!Number.isNaN(end)) old.expiresAt = formatTime(end);
  old.replacedBy = added.entry.id;
  old.replacedAt = new Date(now).toISOString();
  return { ...added, replaced: old };
}

/** When a key expires that is made now for as long as another one was; never where that never does. */
function sameSpan(old: StoredKey, now: number): string | undefined {
  const { expiresAt } = toEntry(old);
  if (expiresAt === undefined) return undefined;
  const span = expiresAt - parseTime(String(old.createdAt));
  if (span > 0) return formatTime(now + span);
  throw usageError(
    `How long ${nameKey(old)} was made for is unknown: say with --expires how long the new one is for.`,
  );
}

function revoked(id: string): CommandError {
  const message = `The key ${printable(id)} was revoked. Make another: peek keys create`;
  return new CommandError("PEEK_E_KEY_REVOKED", message, EXIT_CODE.failure);
}

function replacedBefore(old: StoredKey, by: string): CommandError {
  const message = `${capitalized(nameKey(old))} was replaced before, by ${printable(by)}. Rotate that one, or revoke this one.`;
  return new CommandError("PEEK_E_KEY_REPLACED", message, EXIT_CODE.failure);
}
