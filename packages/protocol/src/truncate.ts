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
  if (text.length <= limit) return text.toWellFormed();
  const last = text.charCodeAt(limit - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? limit - 1 : limit).toWellFormed();
}
