import { randomBase62 } from "./base62.ts";
import { KEY_DIGITS, keyChecksum, type PeekKey, type PeekKeyKind } from "./peek-key.ts";

/** A new key, to be shown once, and what is kept of it. */
export interface CreatedPeekKey extends PeekKey {
  key: string;
  /** SHA-256 of the key in hexadecimal: all that a collector stores of its secret. */
  digest: string;
}

/**
 * Makes a key of 166 random bits.
 *
 * @param salt - that of the installation's other keys; without it a new one is made.
 *
 * @example
 * ```ts
 * const { key, id, digest } = await createPeekKey("w", installation.salt);
 * ```
 */
export async function createPeekKey(
  kind: PeekKeyKind,
  salt: string = randomBase62(KEY_DIGITS.salt),
): Promise<CreatedPeekKey> {
  const id = randomBase62(KEY_DIGITS.id);
  const text = `peek_${kind}_${id}_${salt}_${randomBase62(KEY_DIGITS.secret)}`;
  const key = text + keyChecksum(text);
  return { key, kind, id, salt, digest: await digestPeekKey(key) };
}

async function digestPeekKey(key: string): Promise<string> {
  const bytes = new TextEncoder().encode(key);
  const digest = await globalThis.crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
