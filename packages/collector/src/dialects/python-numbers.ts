const NON_NUMBER = /-?\bInfinity\b|\bNaN\b/g;

/**
 * JSON as Python writes it, made JSON: numbers that are none, `NaN` and the infinities, become null. Its clients would
 * send such a batch again for ever.
 */
export function withoutNonNumbers(text: string): string {
  let mended = "";
  let start = 0;
  while (start < text.length) {
    const quote = indexOrEnd(text, start);
    mended += text.slice(start, quote).replaceAll(NON_NUMBER, "null");
    start = endOfString(text, quote);
    mended += text.slice(quote, start);
  }
  return mended;
}

function indexOrEnd(text: string, start: number): number {
  const quote = text.indexOf('"', start);
  return quote === -1 ? text.length : quote;
}

/** The index behind the text that begins with the quote. */
function endOfString(text: string, quote: number): number {
  let end = indexOrEnd(text, quote + 1);
  while (isEscaped(text, end)) end = indexOrEnd(text, end + 1);
  return Math.min(end + 1, text.length);
}

/** Whether an odd number of backslashes stands in front. */
function isEscaped(text: string, index: number): boolean {
  let slashes = 0;
  while (text[index - 1 - slashes] === "\\") slashes++;
  return slashes % 2 === 1 && index < text.length;
}
