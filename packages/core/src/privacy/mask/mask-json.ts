import { JsonMask } from "./json-mask.ts";
import { maskText } from "./mask-text.ts";
import type { Masks } from "./masks.ts";

/**
 * JSON in which what may be secret is replaced by `"[redacted]"`; all else stays as it was written. What cannot be read,
 * because it is no JSON or was cut off, is left out from there on.
 *
 * @param end where it is to be cut; what begins before it is masked as a whole
 */
export function maskJson(text: string, masks: Masks, end: number = text.length): string {
  return new JsonMask(text, masks, end, 0, maskText).mask();
}
