import type { ProductEvent, ProductEventType } from "@peekjs/protocol";
import { PRODUCT_EVENT_TYPES } from "@peekjs/protocol";
import { readId, readName, readObject, RefusedEvent } from "../event-fields.ts";
import type { JsonObject } from "../read-json.ts";

/** What a type cannot be without, beside its user. */
const REQUIRED: Partial<Record<ProductEventType, "event" | "groupId" | "previousId">> = {
  track: "event",
  group: "groupId",
  alias: "previousId",
};

/** What the messages of a batch have in common. */
export interface MessageContext {
  /** Of the path, where it names one. */
  type: ProductEventType | undefined;
  /** Of the whole batch; a message's own values come first. */
  context: JsonObject | undefined;
  integrations: JsonObject | undefined;
  /** Reads the message's time by its vendor's rule. */
  timeOf: (message: JsonObject) => number;
}

/**
 * A message of the Segment specification, which RudderStack shares, as a product event.
 *
 * @throws RefusedEvent when it lacks what its type needs.
 */
export function readMessage(message: JsonObject, shared: MessageContext): ProductEvent {
  const type = shared.type ?? readType(message["type"]);
  const event: ProductEvent = { type, timestamp: shared.timeOf(message) };
  if (type === "track") set(event, "event", readName(message["event"]));
  if (type === "page" || type === "screen") set(event, "name", readName(message["name"]));
  for (const field of ["userId", "anonymousId", "groupId", "previousId", "messageId"] as const) {
    set(event, field, readId(field, message[field]));
  }
  const context = merge(shared.context, message["context"]);
  set(event, "properties", readProperties(type, message));
  set(event, "traits", readTraits(type, message, context));
  set(event, "context", context);
  set(event, "integrations", merge(shared.integrations, message["integrations"]));
  requireFields(event);
  return event;
}

function readType(type: unknown): ProductEventType {
  const known = PRODUCT_EVENT_TYPES.find((one) => one === type);
  if (known !== undefined) return known;
  const types = PRODUCT_EVENT_TYPES.join(", ");
  throw new RefusedEvent("PEEK_E_VALUE", `type must be one of ${types}`);
}

/**
 * A category stands beside the name in some clients, among the properties in others: here always among these. Where it
 * stands at both places, that beside the name counts, as for Segment's destinations, and the other has a name of its own.
 */
function readProperties(type: ProductEventType, message: JsonObject): JsonObject | undefined {
  if (type === "identify" || type === "group") return undefined;
  const properties = readObject(message["properties"]);
  const category = readName(message["category"]);
  if ((type !== "page" && type !== "screen") || category === undefined) return properties;
  const other = properties?.["category"] ?? category;
  return { ...(other !== category && { properties_category: other }), ...properties, category };
}

/** RudderStack's browser client puts a user's traits into the context alone. */
function readTraits(
  type: ProductEventType,
  message: JsonObject,
  context: JsonObject | undefined,
): JsonObject | undefined {
  if (type !== "identify" && type !== "group" && type !== "alias") return undefined;
  const traits = readObject(message["traits"]);
  return type === "identify" ? (traits ?? readObject(context?.["traits"])) : traits;
}

function merge(shared: JsonObject | undefined, own: unknown): JsonObject | undefined {
  const object = readObject(own);
  return shared ? { ...shared, ...object } : object;
}

function requireFields(event: ProductEvent): void {
  // A group may be described for itself. An alias joins its user with another, and says nothing without one.
  const isOfNobody = event.userId === undefined && event.anonymousId === undefined;
  if (isOfNobody && event.type !== "group") {
    throw new RefusedEvent("PEEK_E_REQUIRED", "userId or anonymousId is missing");
  }
  const field = REQUIRED[event.type];
  if (field && event[field] === undefined) {
    throw new RefusedEvent("PEEK_E_REQUIRED", `${field} of the ${event.type} is missing`);
  }
}

function set<K extends keyof ProductEvent>(event: ProductEvent, field: K, value: ProductEvent[K]) {
  if (value !== undefined) event[field] = value;
}
