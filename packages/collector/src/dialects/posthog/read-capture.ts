import type { ProductEvent } from "@peekjs/protocol";
import { readId, readName, readObject, RefusedEvent } from "../event-fields.ts";
import { type ClientClock, correctedTime, parseTime } from "../event-time.ts";
import type { JsonObject } from "../read-json.ts";

/**
 * A PostHog event as a product event. Those that PostHog gives a meaning become the call that means the same; all
 * else is a `track`. Properties stay as they are.
 *
 * @throws RefusedEvent when it names no event or nobody.
 */
export function readCapture(capture: JsonObject, clock: ClientClock): ProductEvent {
  const name = readName(capture["event"]);
  const properties = readObject(capture["properties"]) ?? {};
  const userId = readId("distinct_id", capture["distinct_id"] ?? properties["distinct_id"]);
  if (name === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "event is missing");
  if (userId === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "distinct_id is missing");
  const messageId = readId("uuid", capture["uuid"]);
  const common = {
    timestamp: correctedTime(parseTime(capture["timestamp"]), clock),
    userId,
    context: { library: { name: properties["$lib"], version: properties["$lib_version"] } },
    ...(messageId !== undefined && { messageId }),
  };
  switch (name) {
    case "$identify": {
      const anonymousId = readId("$anon_distinct_id", properties["$anon_distinct_id"]);
      const traits = {
        ...readObject(properties["$set_once"]),
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
      return { type: "group", ...common, groupId, traits, properties };
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
    default:
      return { type: "track", event: name, ...common, properties };
  }
}
