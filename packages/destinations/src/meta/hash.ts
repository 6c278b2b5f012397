import { distinct, hashed } from "../personal/hash.ts";

/** Meta takes MD5 too, of those who have hashed so before. */
const MD5 = /^[0-9a-f]{32}$/i;

export function metaHash(
  value: string | undefined,
  normalise: (value: string) => string | undefined,
): string | undefined {
  const text = value?.trim();
  return text !== undefined && MD5.test(text) ? text.toLowerCase() : hashed(text, normalise);
}

/** Each value hashed, without repetitions; undefined when none is left. */
export function metaHashes(
  values: readonly string[],
  normalise: (value: string) => string | undefined,
): string[] | undefined {
  return distinct(values.map((value) => metaHash(value, normalise)));
}
