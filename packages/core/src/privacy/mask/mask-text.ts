import { codePointEnd } from "@peekjs/protocol";
import { findAssignments } from "./assignments.ts";
import { findCardNumbers } from "./card-numbers.ts";
import { findCredentials } from "./credentials.ts";
import { findEmailAddresses } from "./email-addresses.ts";
import { findGrantCodes } from "./grant-codes.ts";
import { decodeEscapes, hasEscapes } from "./escapes.ts";
import { findJson, type Fragments } from "./json-fragments.ts";
import { JsonMask } from "./json-mask.ts";
import { findInMarkup } from "./markup.ts";
import type { Masks } from "./masks.ts";
import { decodePercent } from "./percent.ts";
import { redact, REDACTED, type Span } from "./redact.ts";

/** What every secret that is told by its shape has; decided first, because most texts have none of it. */
const SUSPECT =
  /[@:=>%\\]|^\s*[[{]|\[\s*"|\d[^a-z]{0,3}\d[^a-z]{0,3}\d{2}|eyJ|BEGIN|bearer|basic|[-_.][\w+/=]{8}|AKIA|ASIA|ABIA|ACCA|AIza|EAA|dapi/i;
const JSON_TEXT = /^\s*[[{]/;
/**
 * Characters, and bytes, beyond what is shown of a text that is cut: a secret that begins before the cut is seen whole
 * enough to be told.
 */
export const GUARD = 256;

/** Texts within texts, of JSON or of encoded URLs: beyond this nobody means to look at them. */
const DEEPEST = 5;

/**
 * A text of no particular form with what may be secret taken out, JSON and encoded URLs within it included.
 *
 * @param end where it is cut: what begins before it is masked as a whole
 * @param depth how many other texts it is within
 */
export function maskText(text: string, masks: Masks, end: number = text.length, depth = 0): string {
  if (masks.patterns.length === 0 && !SUSPECT.test(text)) return text.slice(0, end);
  if (depth > DEEPEST) return REDACTED;
  if (JSON_TEXT.test(text) && isJson(text)) {
    return new JsonMask(text, masks, end, depth + 1, maskText).mask();
  }
  const json = findJson(text, masks, end, depth + 1, maskText);
  const spans = findSecrets(text, json, masks);
  const masked = redact(text, spans, end);
  const isEscaped = hasEscapes(json.around);
  if (!isEscaped && !text.includes("%")) return masked;
  // What is within whole JSON was looked through with it.
  const decode = isEscaped ? decodeBoth : decodePercent;
  const whole = end < text.length ? redact(text, spans) : masked;
  return maskDecoded(whole, masked, decode, masks, depth);
}

/** At most so many characters of a text of any length. */
export function maskBeginning(text: string, masks: Masks, most: number): string {
  return maskText(text.slice(0, most + GUARD), masks, codePointEnd(text, most));
}

/** Looks through one layer of encoding; what is masked below it is shown decoded. */
function maskDecoded(
  whole: string,
  masked: string,
  decode: (text: string) => string,
  masks: Masks,
  depth: number,
): string {
  const decoded = decode(whole);
  if (decoded === whole) return masked;
  // What is cut within an escape is longer than the escape.
  const end = Math.min(decode(masked).length, decoded.length);
  const below = maskText(decoded, masks, end, depth + 1);
  return below === decoded.slice(0, end) ? masked : below;
}

function decodeBoth(text: string): string {
  return decodeEscapes(decodePercent(text));
}

function findSecrets(text: string, json: Fragments, { names, patterns }: Masks): Span[] {
  const { around } = json;
  const spans = [
    ...json.spans,
    ...findAssignments(around, names),
    ...findInMarkup(around, names),
    ...findCredentials(around),
    ...findGrantCodes(around),
    ...findEmailAddresses(around),
    ...findCardNumbers(around),
  ];
  for (const pattern of patterns) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      spans.push({ start: index, stop: index + match.length });
    }
  }
  return spans;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
