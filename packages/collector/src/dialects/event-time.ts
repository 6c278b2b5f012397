import { LAST_EVENT_TIME } from "@peekjs/protocol";

const ISO_TIME =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?(?<offset>Z|[+-]\d\d:?\d\d)?$/i;

/** As `toISOString` writes it, which `Date.parse` reads as it is meant. */
const PLAIN_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What clients' timestamps are read by. */
export interface ClientClock {
  /** The collector's clock, milliseconds since 1970. */
  receivedAt: number;
  /** The client's clock when it sent, NaN where it does not tell. */
  sentAt: number;
}

/** Milliseconds since 1970 of a number or an ISO 8601 text, in UTC where it has no offset; NaN of anything else. */
export function parseTime(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return Number.NaN;
  if (PLAIN_TIME.test(value)) return Date.parse(value);
  const match = ISO_TIME.exec(value.trim());
  if (!match) return Number.NaN;
  // Date.parse takes a time in small letters for one of the zone that the process is in.
  const text = match[0].toUpperCase().replace(" ", "T").replace(",", ".");
  const isTimeOfDay = text.includes("T");
  const time = Date.parse(
    match.groups?.["offset"] === undefined && isTimeOfDay ? `${text}Z` : text,
  );
  return time;
}

/**
 * An event's time on the collector's clock: as far before its arrival as it was before it was sent, however wrong the
 * client's clock is. As it is where the client does not say when it sent; the time of arrival where there is none.
 */
export function correctedTime(time: number, { receivedAt, sentAt }: ClientClock): number {
  const corrected = Number.isNaN(sentAt) ? time : receivedAt - (sentAt - time);
  return plainTime(corrected, receivedAt);
}

/** An event's time as the client gave it; the time of arrival where there is none. */
export function plainTime(time: number, receivedAt: number): number {
  return time >= 0 && time <= LAST_EVENT_TIME ? Math.round(time) : receivedAt;
}
