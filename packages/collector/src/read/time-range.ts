import type { TimeRange } from "@peekjs/protocol";
import { badParameter, type Parameters } from "./parameters.ts";

const UNITS: Record<string, number> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const DEFAULT_SPAN = 3_600_000;
const LONGEST_SPAN = 800 * 86_400_000;

/** A time range as asked for. */
export interface RequestedRange extends TimeRange {
  /** Both ends were given as absolute times: the same URL always means the same range. */
  absolute: boolean;
}

/**
 * Reads `from` and `to`: milliseconds since 1970, `now`, or a time before now such as `-15m` (units s, m, h, d, w).
 * Default: the hour before `to`, and now.
 */
export function readTimeRange(parameters: Parameters, now: number): RequestedRange {
  const fromText = parameters.text("from", 32);
  const toText = parameters.text("to", 32);
  const to = toText === undefined ? now : parseTime("to", toText, now);
  const from = fromText === undefined ? to - DEFAULT_SPAN : parseTime("from", fromText, now);
  if (from >= to) throw badParameter("from", "from must be before to.");
  if (to - from > LONGEST_SPAN) {
    throw badParameter("from", "The range from … to is longer than 800 days.");
  }
  return { from, to, absolute: isAbsolute(fromText) && isAbsolute(toText) };
}

function parseTime(name: string, text: string, now: number): number {
  if (text === "now") return now;
  if (isAbsolute(text)) {
    const time = Number(text);
    if (time <= 8.64e15) return time;
  }
  const relative = /^-(\d{1,6})([smhdw])$/.exec(text);
  const unit = UNITS[relative?.[2] ?? ""];
  if (unit !== undefined) return now - Number(relative?.[1]) * unit;
  throw badParameter(
    name,
    `${name} must be milliseconds since 1970, "now" or a time before now such as "-15m"; got "${text}".`,
  );
}

function isAbsolute(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,16}$/.test(text);
}
