import type { Span } from "./redact.ts";

/** What stands beside the code of an OAuth grant; other codes are no secrets. */
const BESIDE = /(?:^|&)(?:state|grant_type|redirect_uri|client_id)=/;
/** Query or fragment of an address within a text. */
const PARTS = /[?#][^\s"'<>?#]+/g;
const CODE = /[?#&]code=([^&]+)/g;

/** Whether a form or query is that of an OAuth grant. */
export function isGrant(form: string): boolean {
  return BESIDE.test(form);
}

/** Codes of OAuth grants in the addresses of a text: `/callback?code=…&state=…`, `#code=…`. */
export function findGrantCodes(text: string): Span[] {
  if (!text.includes("code=")) return [];
  const found: Span[] = [];
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    if (!part.startsWith("#") && !isGrant(part.slice(1))) continue;
    for (const { 0: match, 1: code = "", index: at } of part.matchAll(CODE)) {
      const stop = index + at + match.length;
      found.push({ start: stop - code.length, stop });
    }
  }
  return found;
}
