const NON_NUMBERS = ["NaN", "Infinity", "-Infinity"];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * JSON as Python writes it, made JSON: numbers that are none, `NaN` and the infinities, become null. Its clients would
 * send such a batch again for ever. One pass in linear time, since anyone may send what is no JSON.
 */
export function withoutNonNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index + 1);
      continue;
    }
    const word = BEGINNINGS.has(code) ? nonNumberAt(text, index) : undefined;
    if (word === undefined) continue;
    parts.push(text.slice(copied, index), "null");
    copied = index + word.length;
    index = copied - 1;
  }
  parts.push(text.slice(copied));
  return parts.join("");
}

const BEGINNINGS: ReadonlySet<number> = new Set(NON_NUMBERS.map((word) => word.charCodeAt(0)));

function nonNumberAt(text: string, index: number): string | undefined {
  return NON_NUMBERS.find((word) => text.startsWith(word, index));
}

/** The index of the quote that ends the string whose content begins at `index`. */
function endOfString(text: string, index: number): number {
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index++;
  }
  return text.length;
}
