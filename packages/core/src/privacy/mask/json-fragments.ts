import { JsonReader, type MaskText } from "./json-reader.ts";
import { nextToken, type Token } from "./json-tokens.ts";
import type { Masks } from "./masks.ts";
import type { Span } from "./redact.ts";
import { valueEnd } from "./value-end.ts";

const BEGINNING = /[{[](?=\s*["{[\d\-tfn])/g;
/** Neither a blank, nor what values end with, nor a part of names. */
const FILLER = "|";

/** What a text holds of JSON. */
export interface Fragments {
  /** What is to be hidden of it. */
  readonly spans: readonly Span[];
  /** The text, as long as before, without the JSON that is whole: in it nothing more is to be looked for. */
  readonly around: string;
}

/**
 * Finds JSON within a text: `Request failed: {"name":"password","value":"…"}`.
 *
 * @param end where the text is to be cut
 * @param depth how many other texts it is within
 */
export function findJson(
  text: string,
  masks: Masks,
  end: number,
  depth: number,
  maskText: MaskText,
): Fragments {
  const spans: Span[] = [];
  let around = "";
  let at = 0;
  BEGINNING.lastIndex = 0;
  for (let match = BEGINNING.exec(text); match !== null; match = BEGINNING.exec(text)) {
    const { index } = match;
    const reader = new JsonReader(text, masks, depth, maskText);
    const { next, kind } = readFragment(reader, text, index, end, masks);
    const { secrets } = reader;
    // Not as arguments of one call: hostile texts have more than it takes.
    for (const span of kind === "none" ? secrets.named : secrets.spans) spans.push(span);
    // Without a text in it, it may be an index: `pin[0]=…`.
    if (kind === "whole" && text.slice(index, next).includes('"')) {
      around += text.slice(at, index) + FILLER.repeat(next - index);
      at = next;
    }
    BEGINNING.lastIndex = next;
  }
  return { spans, around: around + text.slice(at) };
}

/**
 * Reads an object or array as far as it is one.
 *
 * @returns where there may be more JSON, and whether this was read to its end, to that of the text, or is none
 */
function readFragment(
  reader: JsonReader,
  text: string,
  start: number,
  end: number,
  masks: Masks,
): { next: number; kind: "whole" | "cut" | "none" } {
  let at = start;
  let next = start + 1;
  do {
    const token = nextToken(text, at);
    if (token === undefined || token.stop > end) {
      readBeginning(reader, text, token, end);
      return { next: text.length, kind: end < text.length ? "cut" : "none" };
    }
    if (!reader.read(token)) {
      giveUp(reader, text, token, masks);
      return { next, kind: "none" };
    }
    at = token.stop;
    // A quote that opens nothing may have made a string of what comes before the next one.
    next = token.kind === "string" ? token.start + 1 : at;
  } while (!reader.grammar.isBetweenTexts);
  return { next: at, kind: "whole" };
}

/** Hides what is secret of a token that goes on beyond the end. */
function readBeginning(
  reader: JsonReader,
  text: string,
  token: Token | undefined,
  end: number,
): void {
  const { grammar, secrets } = reader;
  const start = token?.start ?? text.length;
  secrets.hideDoubtful(start);
  const isValue = grammar.allows("string") && !grammar.expectsName && !secrets.isHidden;
  if (token?.kind !== "string" || !isValue) return;
  if (secrets.isSecret) secrets.hide(start, Infinity);
  else if (end < text.length) {
    const { shown, masked } = reader.beginning(token, end);
    if (masked !== shown) secrets.hide(start, text.length, JSON.stringify(masked).slice(0, -1));
  }
}

/** What is no JSON in the place of a secret is one. */
function giveUp(
  { grammar, secrets }: JsonReader,
  text: string,
  { start, stop }: Token,
  { names }: Masks,
): void {
  secrets.hideDoubtful(start, start);
  const isSecret = secrets.isSecret && grammar.allows("other");
  if (isSecret) secrets.hide(start, Math.max(stop, valueEnd(text, start, true, names)));
}
