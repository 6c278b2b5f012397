import type { Span } from "./redact.ts";
import { blockAt } from "./yaml-blocks.ts";
import type { SecretNames } from "./secret-names.ts";

const LONGEST_NAME = 128;
const NAME_END = /([\p{L}\p{N}_.$%[\]-]+)[\\"'\s]{0,16}$/u;
const QUOTE = /[ \t]*(\\*)(["'`])/y;
const SPACES = /[ \t]*/y;
/** What follows in `=>`, `:=`, `==`. */
const OPERATOR = /[=:>]*/y;

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
    const name = NAME_END.exec(before)?.[1];
    if (name === undefined || !names.has(name)) continue;
    const span = valueAt(text, index);
    if (span.stop <= span.start) continue;
    found.push(span);
    covered = span.stop;
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
function valueAt(text: string, sign: number): Span {
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
  if (text[start] === "{" || text[start] === "[") return { start, stop: text.length };
  const block = blockAt(text, start);
  if (block !== undefined) return { start, stop: block };
  // After a colon a value may have blanks: `Authorization: Bearer …`
  const end = text[sign] === ":" ? /[\n\r&;,"'`<>)}\]]/g : /[\s&;,"'`<>)}\]]/g;
  end.lastIndex = start;
  return { start, stop: end.exec(text)?.index ?? text.length };
}

/** The same quote, escaped as many times as the one that opens; of a text within a text. */
function closingQuote(text: string, start: number, opening: RegExpExecArray): number {
  const [, escapes = "", quote = '"'] = opening;
  for (let at = text.indexOf(quote, start); at >= 0; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (at - backslashes > start && text[at - backslashes - 1] === "\\") backslashes++;
    if (backslashes === escapes.length) return at - backslashes;
  }
  return text.length;
}
