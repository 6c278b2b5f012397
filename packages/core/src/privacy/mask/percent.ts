const ENCODED = /(?:%[\da-f]{2})+/gi;
const MOST_TIMES = 4;
/** Decodes percent-encoding once; never fails. */
export function decodePercent(text: string): string {
  return text.includes("%") ? text.replace(ENCODED, decodeRun) : text;
}

/** Decodes a name as often as it was encoded: it becomes part of a URL that is part of another. */
export function decodeName(name: string): string {
  let decoded = name.replaceAll("+", " ");
  for (let i = 0; i < MOST_TIMES && decoded.includes("%"); i++) decoded = decodePercent(decoded);
  return decoded;
}

/** Bytes that are no UTF-8 stay as they are, without keeping the ASCII between them encoded. */
function decodeRun(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    return run.replace(/%[2-7][\da-f]/gi, (ascii) => decodeURIComponent(ascii));
  }
}
