import { backslashesBefore } from "./backslashes.ts";

const NAME = /(?:^|[.[])(?:set-?)?cookie2?$/i;
/** Before a header's name: `curl -H 'Cookie: …'`. */
const OPENING = /(\\*)(["'`])$/;
const END = /[\n\r"'`]/g;

/** Whether a name and what follows it begin a header of cookies, which one value after the other make up. */
export function isCookieHeader(name: string, sign: string): boolean {
  return sign === ":" && NAME.test(name);
}

/**
 * Where a header within a text ends: with its line, or with the quote that opens before it. Cookies contain whatever
 * ends other values.
 *
 * @param before what stands before its name
 */
export function headerEnd(text: string, start: number, before: string): number {
  const [, escapes = "", quote] = OPENING.exec(before) ?? [];
  END.lastIndex = start;
  for (let match = END.exec(text); match !== null; match = END.exec(text)) {
    const { 0: sign, index } = match;
    if (sign === "\n" || sign === "\r") return index;
    const backslashes = backslashesBefore(text, index, start);
    if (sign === quote && backslashes === escapes.length) return index - backslashes;
  }
  return text.length;
}
