import type { Span } from "./redact.ts";

const AT = /@|%40/gi;
/** What no local part is written with unless it is quoted, and what stands around addresses in texts. */
const LOCAL_END = /[^\s@<>()[\]{}\\,;:"`=&?/|]{1,64}$/;
const DOMAIN = /^[\p{L}\p{N}.-]{1,253}/u;
const TOP_LEVEL = /\.(?:\p{L}{2,}|xn--[a-z\d-]+)/iu;

/** E-mail addresses; in time proportional to the text's length, since callers of the app choose it. */
export function findEmailAddresses(text: string): Span[] {
  const found: Span[] = [];
  if (!text.includes("@") && !text.includes("%40")) return found;
  for (const { 0: at, index } of text.matchAll(AT)) {
    const local = LOCAL_END.exec(text.slice(Math.max(0, index - 64), index))?.[0];
    const after = index + at.length;
    const domain = DOMAIN.exec(text.slice(after, after + 253))?.[0].replace(/[.-]+$/, "");
    if (local === undefined || domain === undefined || !TOP_LEVEL.test(domain)) continue;
    found.push({ start: index - local.length, stop: after + domain.length });
  }
  return found;
}
