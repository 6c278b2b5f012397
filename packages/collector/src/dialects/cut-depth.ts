const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const ZERO = 0x30;
/** Both brackets and both braces differ in this bit alone. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * JSON without what nests deeper than so many levels, where a zero stands instead, so that one event does not cost the
 * others of its batch. One pass in linear time, since anyone may send what is no JSON.
 */
export function cutDepth(body: Uint8Array, levels: number): Uint8Array {
  const cut = body.slice();
  let depth = 0;
  let start = 0;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index]!;
    if (byte === QUOTE) {
      index = endOfString(body, index + 1);
    } else if ((byte | BRACE_BIT) === OPENING) {
      if (depth++ === levels) start = index;
    } else if ((byte | BRACE_BIT) === CLOSING) {
      if (--depth !== levels) continue;
      cut.fill(SPACE, start, index + 1);
      cut[start] = ZERO;
    }
  }
  return cut;
}

/** The index of the quote that ends the string whose content begins at `index`. */
function endOfString(body: Uint8Array, index: number): number {
  for (; index < body.length; index++) {
    const byte = body[index]!;
    if (byte === QUOTE) return index;
    if (byte === BACKSLASH) index++;
  }
  return body.length;
}
