import { correctedTime, parseTime, plainTime } from "../event-time.ts";
import type { JsonObject } from "../read-json.ts";

/** Whose clients sent a batch. */
export type Vendor = "segment" | "rudderstack";

/**
 * How a vendor reads the times of one batch. Segment corrects every time by the client's clock; RudderStack takes a
 * `timestamp` as it is, and corrects only where there is none.
 */
export function messageTime(
  vendor: Vendor,
  envelope: JsonObject,
  receivedAt: number,
): (message: JsonObject) => number {
  const batchSentAt = parseTime(envelope["sentAt"]);
  const sentAtOf = ({ sentAt }: JsonObject): number =>
    sentAt === undefined || sentAt === null ? batchSentAt : parseTime(sentAt);
  if (vendor === "segment") {
    return (message) => {
      const time = parseTime(message["timestamp"] ?? message["originalTimestamp"]);
      return correctedTime(time, { receivedAt, sentAt: sentAtOf(message) });
    };
  }
  return (message) => {
    const given = parseTime(message["timestamp"]);
    if (!Number.isNaN(given)) return plainTime(given, receivedAt);
    const original = parseTime(message["originalTimestamp"]);
    return correctedTime(Number.isNaN(original) ? receivedAt : original, {
      receivedAt,
      sentAt: sentAtOf(message),
    });
  };
}
