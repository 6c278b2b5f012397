/** A piece of JSON's grammar, with where it stands in the text. */
export interface Token {
  /** `other`: a number, true, false or null; `none`: nothing that JSON knows. */
  readonly kind: "{" | "}" | "[" | "]" | ":" | "," | "string" | "other" | "none";
  readonly start: number;
  readonly stop: number;
}

const PUNCTUATION: ReadonlySet<string> = new Set(["{", "}", "[", "]", ":", ","]);
const OTHER = /-?\d[\d.eE+-]*|true|false|null/y;
/** Of the control characters one stands before each text of a sequence of them (RFC 7464). */
const BLANK = /[ \uFEFF\p{Cc}]*/uy;

/** The next token; undefined where the text ends. A string that is not closed stops beyond the text. */
export function nextToken(text: string, from: number): Token | undefined {
  BLANK.lastIndex = from;
  BLANK.test(text);
  const start = BLANK.lastIndex;
  const first = text[start];
  if (first === undefined) return undefined;
  if (first === '"') return { kind: "string", start, stop: stringEnd(text, start) };
  if (PUNCTUATION.has(first)) return { kind: first as Token["kind"], start, stop: start + 1 };
  OTHER.lastIndex = start;
  if (OTHER.test(text)) return { kind: "other", start, stop: OTHER.lastIndex };
  return { kind: "none", start, stop: start };
}

function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - backslashes - 1] === "\\") backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length + 1;
}

/** What a string says whose quotes were taken off; undefined when it is none. */
export function decodeString(raw: string): string | undefined {
  if (!raw.includes("\\")) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}

/** Like {@link decodeString}, for the beginning of a string: an escape that is cut is left out. */
export function decodeBeginning(raw: string): string {
  for (let cut = 0; cut < 6; cut++) {
    const decoded = decodeString(raw.slice(0, raw.length - cut));
    if (decoded !== undefined) return decoded;
  }
  return "";
}
