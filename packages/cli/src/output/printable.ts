/** Text that came from outside, without what a terminal would obey: control characters and bidirectional overrides. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, "?");
}
