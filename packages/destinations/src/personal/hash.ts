import { sha256 } from "./sha256.ts";

/** SHA-256 in hexadecimal, also with what Meta's parameter builder appends to tell its version. */
const DIGEST = /^([0-9a-f]{64})(?:\.[\w-]{2,8})?$/i;

/**
 * The SHA-256 of a normalised text; undefined when there is nothing to hash. What an app has hashed before is not
 * hashed again.
 */
export function hashed(
  value: string | undefined,
  normalise: (value: string) => string | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const digest = DIGEST.exec(text)?.[1];
  if (digest !== undefined) return digest.toLowerCase();
  const normalised = normalise(text);
  return normalised === undefined || normalised === "" ? undefined : sha256(normalised);
}

/** Each value hashed, without repetitions; undefined when none is left. */
export function hashedList(
  values: readonly string[],
  normalise: (value: string) => string | undefined,
): string[] | undefined {
  return distinct(values.map((value) => hashed(value, normalise)));
}

/** What there is, once each; undefined when nothing is. */
export function distinct(values: readonly (string | undefined)[]): string[] | undefined {
  const found = new Set(values.filter((value) => value !== undefined));
  return found.size === 0 ? undefined : [...found];
}
