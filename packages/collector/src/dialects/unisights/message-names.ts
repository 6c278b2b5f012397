import { crc32 } from "@peekjs/protocol";
import type { JsonObject } from "../read-json.ts";

/** Characters of a session's id; the UUIDs that browsers make are much shorter. */
const LONGEST_SESSION = 128;

/** The messageId of an event, given its time, which is NaN where it has none. */
export type NameMessage = (event: JsonObject, time: number) => string;

/**
 * Names the events of a payload, since Unisights' client does not: alike when the payload comes again, whole or in other
 * pieces. A name is made of the session, the time, a checksum of the event, and how many like it came before; where an
 * event has no time, of what was known of the page at that moment.
 */
export function messageNames(session: string, context: JsonObject): NameMessage {
  const seen = new Map<string, number>();
  const encoder = new TextEncoder();
  return ({ type, data }, time) => {
    const isTimed = !Number.isNaN(time);
    const content = JSON.stringify([session, type, data, isTimed ? null : context]);
    const checksum = crc32(encoder.encode(content)).toString(36);
    const name = [session.slice(0, LONGEST_SESSION), isTimed ? time : "", checksum].join(":");
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}:${before}`;
  };
}
