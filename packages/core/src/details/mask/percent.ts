const ENCODED = /(?:%[\da-f]{2})+/gi;
/** Texts are encoded again when they become part of another URL. */
const MOST_TIMES = 4;

/** Decodes percent-encoding as far as it goes, and as often as it was applied; never fails. */
export function decodePercent(text: string): string {
  let decoded = text;
  for (let i = 0; i < MOST_TIMES && decoded.includes("%"); i++) {
    const before = decoded;
    decoded = before.replace(ENCODED, decodeRun);
    if (decoded === before) break;
  }
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
