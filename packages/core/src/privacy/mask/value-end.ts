import { backslashesBefore } from "./backslashes.ts";
import type { SecretNames } from "./secret-names.ts";

/** What may end a value without quotes. One after a colon may have blanks: `Authorization: Bearer …` */
const END = /[\s&;,"'`<>)}\]]/g;
const END_AFTER_COLON = /[\n\r&;,"'`<>)}\]]/g;
const SURE_END = /[\s>]/;
const QUOTE = /["'`]/;
/** What a value goes on with behind a separator that is its own: `hun,ter2`. */
const MORE = /[\p{L}\p{N}_$#*@^~+%!-]/uy;
/** What may be the next pair behind a separator: `&page=2`, `,name:`. */
const PAIR = /(?:amp;)?["'`]?([\p{L}\p{N}_.$%[\]-]{1,64})["'`]?(?:([ \t]*)=(?!=)|[ \t]*:)/uy;
const REST_OF_TAG = /[\p{L}!][\p{L}\p{N}:-]{0,64}[ /]{0,2}>/uy;

/** The end of a value without quotes that has begun before a place. A secret may contain what ends other values. */
export function valueEnd(
  text: string,
  from: number,
  isAfterColon: boolean,
  names: SecretNames,
): number {
  const end = isAfterColon ? END_AFTER_COLON : END;
  end.lastIndex = from;
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    const { 0: sign, index } = match;
    if (SURE_END.test(sign) || isEnd(text, index + 1, sign, names)) {
      return QUOTE.test(sign) ? index - backslashesBefore(text, index, from) : index;
    }
  }
  return text.length;
}

/** @param after the place behind a separator */
function isEnd(text: string, after: number, separator: string, names: SecretNames): boolean {
  if (!matchesAt(MORE, text, after)) return true;
  return isPair(text, after, names) || (separator === "<" && matchesAt(REST_OF_TAG, text, after));
}

/** The sign of Base64 at a value's end makes no pair: `hun,ter2=`. */
function isPair(text: string, at: number, names: SecretNames): boolean {
  PAIR.lastIndex = at;
  const match = PAIR.exec(text);
  if (match === null) return false;
  const [, name, blanks] = match;
  return blanks !== "" || /\S/.test(text[PAIR.lastIndex] ?? "") || names.has(name!);
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
