import { isGrant } from "./grant-codes.ts";
import { maskJson } from "./mask-json.ts";
import { maskText } from "./mask-text.ts";
import type { Masks } from "./masks.ts";
import { decodeName, decodePercent } from "./percent.ts";
import { CUT, REDACTED } from "./redact.ts";

/**
 * A form or a query string, in which values under the names of secrets, and what looks like a secret anywhere, are
 * replaced by `[redacted]`.
 *
 * @param end where it is to be cut; the pair that begins before it and goes on is left out
 * @param only names whose values are shown at all; undefined: all of them
 */
export function maskForm(
  form: string,
  masks: Masks,
  end: number = form.length,
  only?: ReadonlySet<string>,
): string {
  // Sent with the type of a form by curl and others.
  if (only === undefined && /^\s*[[{]/.test(form)) return maskJson(form, masks, end);
  const isCut = end < form.length;
  const shown = isCut ? form.slice(0, Math.max(0, form.lastIndexOf("&", end))) : form;
  const withCode = isGrant(form);
  const pairs = shown.split("&").map((pair) => maskPair(pair, masks, only, withCode));
  return pairs.join("&") + (isCut ? CUT : "");
}

function maskPair(
  pair: string,
  masks: Masks,
  only: ReadonlySet<string> | undefined,
  withCode: boolean,
): string {
  const separator = pair.indexOf("=");
  if (separator < 0) {
    const isHidden = pair !== "" && only?.has(decodeName(pair)) === false;
    return isHidden ? REDACTED : maskPart(pair, masks);
  }
  const name = decodeName(pair.slice(0, separator));
  const value = pair.slice(separator + 1);
  const isSecret = masks.names.has(name) || (withCode && name === "code");
  const isHidden = isSecret || only?.has(name) === false;
  const shown = isHidden && value !== "" ? REDACTED : maskPart(value, masks);
  return `${maskPart(pair.slice(0, separator), masks)}=${shown}`;
}

/** A name or value: as it was sent when nothing is masked in it. */
function maskPart(part: string, masks: Masks): string {
  const decoded = decodePercent(part.replaceAll("+", " "));
  const masked = maskText(decoded, masks);
  if (masked === decoded) return part;
  return masked === REDACTED ? masked : encodeURIComponent(masked.toWellFormed());
}
