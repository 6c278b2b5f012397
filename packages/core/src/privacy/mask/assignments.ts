import { backslashesBefore } from "./backslashes.ts";
import { headerEnd, isCookieHeader } from "./cookie-header.ts";
import type { Span } from "./redact.ts";
import type { SecretNames } from "./secret-names.ts";
import { valueEnd } from "./value-end.ts";
import { blockAt, continuedEnd } from "./yaml-blocks.ts";

const LONGEST_NAME = 128;
const NAME_END = /([\p{L}\p{N}_.$%[\]-]+)[\\"'\s]{0,16}$/u;
/** In Python with a letter before it, in TOML and GraphQL too three of them. */
const QUOTE = /[ \t]*(?:[bfru]{1,2}(?=\\*["']))?(\\*)((["'`])(?:\1\3\1\3)?)/iy;
const SPACES = /[ \t]*/y;
/** What follows in `=>`, `:=`, `==`. */
const OPERATOR = /[=:>]*/y;
/** One word in brackets, as what was taken out before is written: `[FILTERED]`. */
const IN_BRACKETS = /(?:\[[^\s[\]{}()<>"'`,;&]{0,64}\]|\{[^\s[\]{}()<>"'`,;&]{0,64}\})+/y;
const QUOTES = /["'`]/;

/**
 * Values that stand after a secret's name in a text that has no grammar of its own: `password=…`, `"pin": 1234`.
 * Where the end of a value cannot be told, more is taken.
 */
export function findAssignments(text: string, names: SecretNames): Span[] {
  const found: Span[] = [];
  let covered = 0;
  for (let index = next(text, 0); index >= 0; index = next(text, index + 1)) {
    if (index < covered) continue;
    const before = text.slice(Math.max(covered, index - LONGEST_NAME), index);
    const match = NAME_END.exec(before);
    const name = match?.[1];
    if (name === undefined || !names.has(name)) continue;
    let { start, stop } = valueAt(text, index, names);
    if (isCookieHeader(name, text[index]!) && !QUOTES.test(text[start - 1]!)) {
      stop = Math.max(stop, headerEnd(text, start, before.slice(0, match!.index)));
    }
    if (text[index] === ":") stop = continuedEnd(text, stop, before);
    if (stop <= start) continue;
    found.push({ start, stop });
    // A quote that is never closed may have ended with one that opens another secret.
    covered = QUOTES.test(text[start - 1]!) ? start : stop;
  }
  return found;
}

function next(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // : =
    if (code === 58 || code === 61) return at;
  }
  return -1;
}

/** The value after an operator, of which the first sign is given. */
function valueAt(text: string, sign: number, names: SecretNames): Span {
  OPERATOR.lastIndex = sign;
  OPERATOR.test(text);
  const at = OPERATOR.lastIndex;
  QUOTE.lastIndex = at;
  const opening = QUOTE.exec(text);
  if (opening !== null) {
    return { start: QUOTE.lastIndex, stop: closingQuote(text, QUOTE.lastIndex, opening) };
  }
  SPACES.lastIndex = at;
  SPACES.test(text);
  const start = SPACES.lastIndex;
  IN_BRACKETS.lastIndex = start;
  const from = IN_BRACKETS.test(text) ? IN_BRACKETS.lastIndex : start;
  if (from === start && (text[start] === "{" || text[start] === "[")) {
    return { start, stop: text.length };
  }
  const block = blockAt(text, start);
  if (block !== undefined) return { start, stop: block };
  return { start, stop: valueEnd(text, from, text[sign] === ":", names) };
}

/** The same quote, escaped as many times as the one that opens; of a text within a text. */
function closingQuote(text: string, start: number, opening: RegExpExecArray): number {
  const [, escapes = "", quote = '"'] = opening;
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    const backslashes = backslashesBefore(text, at, start);
    // Twice, it is one of the value in YAML and SQL.
    if (quote === "'" && at > start && text[at + 1] === quote) at++;
    else if (backslashes === escapes.length) return at - backslashes;
  }
  return text.length;
}
