/// <reference lib="es2024.string" />

/**
 * Cuts a text to at most `limit` UTF-16 code units without splitting a code point. Lone surrogates, which no UTF-8
 * can carry, become U+FFFD.
 *
 * @example
 * ```ts
 * truncate("GETTING", 3); // "GET"
 * ```
 */
export function truncate(text: string, limit: number): string {
  return text.slice(0, codePointEnd(text, limit)).toWellFormed();
}

/** Where a text is to be cut that may have at most `limit` UTF-16 code units, and no part of a code point. */
export function codePointEnd(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  const last = text.charCodeAt(limit - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return splits ? limit - 1 : limit;
}
