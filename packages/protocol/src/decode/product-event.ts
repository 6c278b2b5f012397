import { ATTRIBUTE_LIMITS, EVENT_NAME_LIMIT } from "../limits.ts";
import { PRODUCT_EVENT_TYPES, type ProductEvent, type ProductEventType } from "../product-event.ts";
import { truncate } from "../truncate.ts";
import { type Clock, correctEventTime, describeEventTime, readTime } from "./clock.ts";
import { isObject, type JsonObject, sanitize, show } from "./json-object.ts";
import type { Rejection } from "./rejections.ts";

const ID_FIELDS = ["userId", "anonymousId", "groupId", "previousId", "messageId"] as const;
const EVENT_FIELDS = ["eventId", "eventType"] as const;
const OBJECTS = ["properties", "traits", "context", "integrations", "userData"] as const;

/** What a type needs beside its user. */
const REQUIRED: Partial<Record<ProductEventType, "event" | "name" | "groupId" | "previousId">> = {
  track: "event",
  page: "name",
  screen: "name",
  group: "groupId",
  alias: "previousId",
};

/** A product event as it is kept, or why it is not. */
export function readProductEvent(value: unknown, clock: Clock): ProductEvent | Rejection {
  if (!isObject(value))
    return refuse("PEEK_E_TYPE", `an event must be an object, got ${show(value)}`);
  const type = value["type"] as ProductEventType;
  if (!PRODUCT_EVENT_TYPES.includes(type)) {
    const types = PRODUCT_EVENT_TYPES.join(", ");
    return refuse("PEEK_E_VALUE", `type must be one of ${types}, got ${show(type)}`);
  }
  const timestamp = correctEventTime(readTime(value["timestamp"]), clock);
  if (Number.isNaN(timestamp)) {
    return refuse("PEEK_E_TIMESTAMP", describeEventTime("timestamp", value["timestamp"]));
  }
  const event: ProductEvent = { type, timestamp };
  const problem = readTexts(value, event) ?? readObjects(value, event);
  if (problem) return problem;
  if (event.userId === undefined && event.anonymousId === undefined) {
    return refuse("PEEK_E_REQUIRED", "userId or anonymousId is missing");
  }
  const required = REQUIRED[type];
  if (required && event[required] === undefined) {
    return refuse("PEEK_E_REQUIRED", `${required} of a ${type} event is missing`);
  }
  return event;
}

/** Names are cut; an id is not, since two long ones could become one. */
function readTexts(source: JsonObject, event: ProductEvent): Rejection | undefined {
  for (const field of ["event", "name", ...ID_FIELDS, ...EVENT_FIELDS] as const) {
    const value = source[field];
    if (value === undefined || value === null || value === "") continue;
    if (typeof value !== "string") {
      return refuse("PEEK_E_TYPE", `${field} must be text, got ${show(value)}`);
    }
    const isName = field === "event" || field === "name";
    if (!isName && value.length > ATTRIBUTE_LIMITS.id) {
      const detail = `${field} must have at most ${ATTRIBUTE_LIMITS.id} characters`;
      return refuse("PEEK_E_VALUE", detail);
    }
    event[field] = truncate(value, isName ? EVENT_NAME_LIMIT : ATTRIBUTE_LIMITS.id);
  }
  return undefined;
}

function readObjects(source: JsonObject, event: ProductEvent): Rejection | undefined {
  for (const field of OBJECTS) {
    const value = source[field];
    if (value === undefined || value === null) continue;
    if (!isObject(value)) {
      return refuse("PEEK_E_TYPE", `${field} must be an object, got ${show(value)}`);
    }
    event[field] = sanitize(value);
  }
  return undefined;
}

function refuse(code: string, detail: string): Rejection {
  return { code, detail };
}
