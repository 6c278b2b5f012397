/**
 * The digest under which a key is kept: SHA-256 of its text, 64 lower-case hexadecimal digits. Keys carry at least
 * 160 random bits, so that a plain digest cannot be turned back.
 *
 * @example
 * ```ts
 * const entry = { id: "4fK2", kind: "w", digest: await hashKey(key) };
 * ```
 */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares two digests in a time that does not depend on where they differ. */
export function digestsEqual(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  }
  return difference === 0;
}
