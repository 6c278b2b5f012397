/** Stands where something was taken out. */
export const REDACTED = "[redacted]";

/** Stands where something was cut off. */
export const CUT = "…";

/** A part of a text that is not to be seen: from `start` up to `stop`. */
export interface Span {
  readonly start: number;
  readonly stop: number;
  /** What stands there instead; {@link REDACTED} by default. */
  readonly instead?: string | undefined;
}

/**
 * Replaces parts of a text; of those that overlap, all that they cover goes.
 *
 * @param end where the text is cut; what began before it and is to be replaced is not shown in part
 */
export function redact(text: string, spans: readonly Span[], end: number = text.length): string {
  if (spans.length === 0) return text.slice(0, end);
  let redacted = "";
  let at = 0;
  for (const { start, stop, instead = REDACTED } of spans.toSorted(byStart)) {
    if (start >= end) break;
    if (start >= at) redacted += text.slice(at, start) + instead;
    at = Math.max(at, stop);
  }
  return redacted + text.slice(at, Math.max(at, end));
}

/** The longer of two that begin together comes first, and hides the other. */
function byStart(a: Span, b: Span): number {
  return a.start - b.start || b.stop - a.stop;
}
