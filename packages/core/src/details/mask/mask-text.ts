import { findAssignments } from "./assignments.ts";
import { findCardNumbers } from "./card-numbers.ts";
import { findCredentials } from "./credentials.ts";
import { findEmailAddresses } from "./email-addresses.ts";
import { maskJson } from "./mask-json.ts";
import type { Masks } from "./masks.ts";
import { decodePercent } from "./percent.ts";
import { redact, type Span } from "./redact.ts";

/** What every secret that is told by its shape has; decided first, because most texts have none of it. */
const SUSPECT =
  /[@:=>%]|\d[^a-z]{0,3}\d[^a-z]{0,3}\d{2}|eyJ|BEGIN|bearer|basic|[-_.]\w*\d|AKIA|ASIA|ABIA|ACCA|AIza|EAA|dapi/i;
const JSON_TEXT = /^\s*[[{]/;
/** JSON within the texts of JSON: beyond this nobody means to look at it. */
const DEEPEST = 4;

/**
 * A text of no particular form with what may be secret taken out, JSON and encoded URLs within it included.
 *
 * @param end where it is cut: what begins before it is masked as a whole
 */
export function maskText(text: string, masks: Masks, end: number = text.length, depth = 0): string {
  if (masks.patterns.length === 0 && !SUSPECT.test(text)) return text.slice(0, end);
  if (end >= text.length && JSON_TEXT.test(text) && isJson(text)) {
    return depth < DEEPEST
      ? maskJson(text, masks, text.length, depth + 1)
      : redact(text, [{ start: 0, stop: text.length }]);
  }
  if (text.includes("%")) {
    const decoded = decodePercent(text);
    const spans = decoded === text ? [] : findSecrets(decoded, masks);
    if (spans.length > 0) return redact(decoded, spans, decodedEnd(text, decoded, end));
  }
  return redact(text, findSecrets(text, masks), end);
}

function findSecrets(text: string, { names, patterns }: Masks): Span[] {
  const spans = [
    ...findAssignments(text, names),
    ...findCredentials(text),
    ...findEmailAddresses(text),
    ...findCardNumbers(text),
  ];
  for (const pattern of patterns) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      spans.push({ start: index, stop: index + match.length });
    }
  }
  return spans;
}

function decodedEnd(text: string, decoded: string, end: number): number {
  return end >= text.length ? decoded.length : decodePercent(text.slice(0, end)).length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
