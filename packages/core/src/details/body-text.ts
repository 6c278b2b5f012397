import { codePointEnd } from "@peekjs/protocol";
import type { Wildcard } from "./wildcard.ts";
import type { CapturedBody } from "../adapter/details.ts";
import { charsetOf, contentKind, mediaType } from "./content-kind.ts";
import { maskForm } from "../privacy/mask/mask-form.ts";
import { maskJson } from "../privacy/mask/mask-json.ts";
import { GUARD, maskText } from "../privacy/mask/mask-text.ts";
import type { Masks } from "../privacy/mask/masks.ts";
import { CUT } from "../privacy/mask/redact.ts";

/** Takes a content coding off the beginning of a body; undefined where that fails. */
export type DecodeContent = (
  bytes: Uint8Array,
  coding: string,
  maxBytes: number,
) => { bytes: Uint8Array; isWhole: boolean } | undefined;

export interface BodySettings {
  readonly maxBodyBytes: number;
  readonly contentTypes: readonly Wildcard[];
  readonly masks: Masks;
}

/** A body as it is reported, and what is missing of it. */
export interface BodyText {
  readonly text?: string;
  readonly missing?: string;
}

/** The text of a captured body, with what may be secret masked. */
export function bodyText(
  { bytes, isWhole, contentType, contentEncoding }: CapturedBody,
  settings: BodySettings,
  decode: DecodeContent | undefined,
): BodyText {
  const kind = contentKind(contentType, settings.contentTypes);
  if (kind === undefined)
    return { missing: `is ${mediaType(contentType).slice(0, 64) || "of no type"}` };
  const coding = (contentEncoding ?? "identity").trim().toLowerCase();
  const decoded =
    coding === "identity" || coding === ""
      ? { bytes, isWhole: true }
      : decode?.(bytes, coding, settings.maxBodyBytes + GUARD);
  if (decoded === undefined) return { missing: `is encoded (${coding.slice(0, 64)})` };
  const hasAll = isWhole && decoded.isWhole;
  const text = read(decoded.bytes, charsetOf(contentType), hasAll);
  if (text === undefined) return { missing: "is no text" };
  const most = Math.min(settings.maxBodyBytes, hasAll ? text.length : text.length - GUARD);
  const end = codePointEnd(text, Math.max(0, most));
  const isCut = end < text.length || !hasAll;
  const shown = mask(kind, text, settings.masks, end);
  if (!isCut) return { text: shown };
  return { text: shown.endsWith(CUT) ? shown : shown + CUT, missing: "is cut off" };
}

function mask(kind: "json" | "form" | "text", text: string, masks: Masks, end: number): string {
  if (kind === "json") return maskJson(text, masks, end);
  return kind === "form" ? maskForm(text, masks, end) : maskText(text, masks, end);
}

/** Undefined for what is binary whatever its type says. */
function read(bytes: Uint8Array, charset: string, isWhole: boolean): string | undefined {
  try {
    const text = new TextDecoder(charset).decode(bytes, { stream: !isWhole });
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}
