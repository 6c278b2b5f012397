import { MOST_LEAD, sentAtOf } from "../client-lead.ts";
import { parseTime } from "../event-time.ts";
import { boundItems, isObject, type JsonObject } from "../read-json.ts";

/** How long, in milliseconds, browsers use one key: a payload that is encrypted tells in which of these it was sent. */
const BUCKET = 30_000;
/** A beacon takes no longer, in milliseconds. */
const LONGEST_WAY = 60_000;

/**
 * The browser's clock when it sent a payload, where it is known to be wrong; NaN elsewhere. An encrypted payload tells
 * it to half a minute; of a plain one only a clock that is ahead is known.
 */
export function payloadSentAt(body: JsonObject, data: JsonObject, receivedAt: number): number {
  const events = Array.isArray(data["events"]) ? (data["events"] as unknown[]) : [];
  const times = boundItems(events).map((event) => {
    const fields = isObject(event) ? event["data"] : undefined;
    return isObject(fields) ? parseTime(fields["timestamp"]) : Number.NaN;
  });
  if (body["encrypted"] !== true) return sentAtOf(times, receivedAt) ?? Number.NaN;
  const { bucket } = isObject(body["envelope"]) ? body["envelope"] : body;
  const earliest = Number(bucket) * BUCKET;
  const latest = earliest + BUCKET;
  const isRight = receivedAt >= earliest - LONGEST_WAY && receivedAt <= latest + LONGEST_WAY;
  if (isRight || Math.abs(receivedAt - earliest) > MOST_LEAD) return Number.NaN;
  return times.reduce(
    (sentAt, time) => (time > sentAt && time <= latest ? time : sentAt),
    earliest,
  );
}
