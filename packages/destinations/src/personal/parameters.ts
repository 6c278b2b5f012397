/** `name=value` at the begin of a text or behind a separator, as in queries, fragments and forms. */
const PARAMETER = /(^|[?&#;])([^\s?&#;=]+)=([^\s&#;]*)/g;

/**
 * A text without the parameters that are asked for, and otherwise as it was: of a URL of any scheme, a query alone, a
 * fragment or a form.
 */
export function withoutParameters(
  text: string,
  isUnwanted: (name: string, value: string) => boolean,
): string {
  if (!text.includes("=")) return text;
  let isChanged = false;
  const kept = text.replaceAll(PARAMETER, (all, separator: string, name: string, value: string) => {
    if (!isUnwanted(decode(name), value)) return all;
    isChanged = true;
    return separator;
  });
  if (!isChanged) return text;
  // What a parameter leaves behind: ?&a=1, a=1&&b=2, ?#top. A run of separators is looked at from its begin alone.
  return kept.replaceAll(/([?&#;])[&;]+/g, "$1").replaceAll(/(?<![?&;])[?&;]+(?=#|$)|#$/g, "");
}

/**
 * Percent-encoding resolved wherever it is valid: in UTF-8, else in Latin-1, as old programs write it. So are the escapes
 * of JSON and JavaScript (`\u00eb`).
 */
export function decode(text: string): string {
  return text
    .replaceAll("+", " ")
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeBytes)
    .replaceAll(/\\u([0-9a-f]{4})/gi, fromHex);
}

function decodeBytes(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded.replaceAll(/%(..)/g, fromHex);
  }
}

function fromHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
