import { sha256 } from "./sha256.ts";

/** SHA-256 or MD5 in hexadecimal: what an app has hashed before is not hashed again. */
const DIGEST = /^(?:[0-9a-f]{64}|[0-9a-f]{32})$/i;

/** The SHA-256 of a normalised text; undefined when there is nothing to hash. */
export function hashed(
  value: string | undefined,
  normalise: (value: string) => string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (DIGEST.test(text)) return text.toLowerCase();
  const normalised = normalise(text);
  return normalised === undefined || normalised === "" ? undefined : sha256(normalised);
}

/** Each value hashed, without repetitions; undefined when none is left. */
export function hashedList(
  values: readonly string[],
  normalise: (value: string) => string | undefined,
): string[] | undefined {
  const hashes = values
    .map((value) => hashed(value, normalise))
    .filter((hash) => hash !== undefined);
  return hashes.length === 0 ? undefined : [...new Set(hashes)];
}
