import type { ProductEvent } from "@peekjs/protocol";
import { readId, readName, readObject, RefusedEvent } from "../event-fields.ts";
import { type ClientClock, correctedTime, parseTime } from "../event-time.ts";
import type { JsonObject } from "../read-json.ts";

/** What every kind of event has. */
type Common = Pick<ProductEvent, "timestamp" | "userId" | "anonymousId" | "context" | "messageId">;

/**
 * A PostHog event as a product event. Those that PostHog gives a meaning become the call that means the same; all
 * else is a `track`. Properties stay as they are. A group that is described without a person has none: PostHog's clients
 * make an id of its type and key then.
 *
 * @throws RefusedEvent when it names no event or nobody.
 */
export function readCapture(capture: JsonObject, clock: ClientClock): ProductEvent {
  const name = readName(capture["event"]);
  const properties = readObject(capture["properties"]) ?? {};
  if (name === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "event is missing");
  const common = readCommon(capture, properties, clock);
  switch (name) {
    case "$identify":
    case "$set": {
      const anonymousId = readId("$anon_distinct_id", properties["$anon_distinct_id"]);
      const traits = {
        ...readObject(properties["$set_once"] ?? capture["$set_once"]),
        ...readObject(properties["$set"] ?? capture["$set"]),
      };
      return {
        type: "identify",
        ...common,
        traits,
        properties,
        ...(anonymousId !== undefined && { anonymousId }),
      };
    }
    case "$create_alias": {
      const previousId = readId("alias", properties["alias"]);
      if (previousId === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "alias is missing");
      return { type: "alias", ...common, previousId, properties };
    }
    case "$groupidentify": {
      const groupId = readId("$group_key", properties["$group_key"]);
      if (groupId === undefined) {
        throw new RefusedEvent("PEEK_E_REQUIRED", "$group_key is missing");
      }
      const traits = readObject(properties["$group_set"]) ?? {};
      const { userId: id, ...ofNobody } = common;
      const isOfNobody = id === `$${readName(properties["$group_type"])}_${groupId}`;
      return { type: "group", ...(isOfNobody ? ofNobody : common), groupId, traits, properties };
    }
    case "$pageview": {
      const title = readName(properties["title"]);
      return { type: "page", ...common, properties, ...(title !== undefined && { name: title }) };
    }
    case "$screen": {
      const screen = readName(properties["$screen_name"]);
      return {
        type: "screen",
        ...common,
        properties,
        ...(screen !== undefined && { name: screen }),
      };
    }
    case "$set_once": {
      const once = readObject(capture["$set_once"]);
      const all = { ...properties, ...(once && { $set_once: once }) };
      return { type: "track", event: name, ...common, properties: all };
    }
    default:
      return { type: "track", event: name, ...common, properties };
  }
}

/**
 * Its browser client says of an id whether somebody was identified by it. An event that is to have no person is of nobody
 * known, too: its client for Python makes an id for each that it is given none for.
 */
function readCommon(capture: JsonObject, properties: JsonObject, clock: ClientClock): Common {
  const id = readId("distinct_id", capture["distinct_id"] ?? properties["distinct_id"]);
  if (id === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "distinct_id is missing");
  const messageId = readId("uuid", capture["uuid"]);
  const isAnonymous =
    properties["$is_identified"] === false || isPersonless(properties, capture["options"]);
  return {
    timestamp: readTime(capture, properties, clock),
    ...(isAnonymous ? { anonymousId: id } : { userId: id }),
    context: { library: { name: properties["$lib"], version: properties["$lib_version"] } },
    ...(messageId !== undefined && { messageId }),
  };
}

function readTime(capture: JsonObject, properties: JsonObject, clock: ClientClock): number {
  const { receivedAt } = clock;
  const { offset } = capture;
  if (capture["timestamp"] === undefined && typeof offset === "number" && offset >= 0) {
    return correctedTime(receivedAt - offset, { receivedAt, sentAt: Number.NaN });
  }
  const ownSentAt = parseTime(capture["sent_at"]);
  const isExact = properties["$ignore_sent_at"] === true || hasExactClock(capture["options"]);
  const sentAt = Number.isNaN(ownSentAt) ? clock.sentAt : ownSentAt;
  return correctedTime(parseTime(capture["timestamp"]), {
    receivedAt,
    sentAt: isExact ? Number.NaN : sentAt,
  });
}

function isPersonless(properties: JsonObject, options: unknown): boolean {
  const option = readObject(options)?.["process_person_profile"];
  return (properties["$process_person_profile"] ?? option) === false;
}

/** Under v1, where the property above is an option. */
function hasExactClock(options: unknown): boolean {
  return readObject(options)?.["disable_skew_correction"] === true;
}
