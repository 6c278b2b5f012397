/** One term as written, before its value is understood. */
export interface WrittenTerm {
  /** Where it begins in the text, from 0. */
  position: number;
  negated: boolean;
  /** What stands before the first colon; undefined for a bare word or a quoted text. */
  name: string | undefined;
  value: string;
  /** A quote that was never closed. */
  isOpen: boolean;
}

// A leading minus, a name with its colon, then a quoted value (a backslash escapes) or one that ends at white space.
const TERM = /(-?)([A-Za-z]+:(?!\/\/))?(?:"((?:[^"\\]|\\[^])*)("?)|(\S*))/y;

/** Splits a filter's text at white space outside quotes. */
export function* splitTerms(text: string): Generator<WrittenTerm> {
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position]!)) {
      position++;
      continue;
    }
    TERM.lastIndex = position;
    const [written, minus, name, quoted, closing, bare = ""] = TERM.exec(text)!;
    yield {
      position,
      negated: minus === "-",
      name: name?.slice(0, -1).toLowerCase(),
      value: quoted === undefined ? bare : quoted.replace(/\\([^])/g, "$1"),
      isOpen: closing === "",
    };
    position += Math.max(written.length, 1);
  }
}
