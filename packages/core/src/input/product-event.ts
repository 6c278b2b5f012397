import {
  ATTRIBUTE_LIMITS,
  EVENT_NAME_LIMIT,
  PeekError,
  truncate,
  type ProductEventType,
} from "@peekjs/protocol";
import { ValueCopy } from "./copy-value.ts";
import { timeOf } from "./timestamp.ts";

const NAMES = ["event", "name"] as const;
const IDS = [
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "messageId",
  "eventId",
  "eventType",
] as const;
const OBJECTS = ["context", "integrations", "properties", "traits", "userData"] as const;
/** What an event gives up when it is too large, in this order. */
const EXPENDABLE = ["context", "properties", "traits", "userData"] as const;

/** What a type needs beside its user. */
const NEEDED: Partial<Record<ProductEventType, "event" | "name" | "groupId" | "previousId">> = {
  track: "event",
  page: "name",
  screen: "name",
  group: "groupId",
  alias: "previousId",
};

type Fields = Record<string, unknown>;

/**
 * The JSON of a product event, a copy that no later change of the app's objects reaches. What JSON cannot carry is
 * replaced; `context.peek.replaced` says where and why.
 *
 * @param now milliseconds since 1970, for an event without a time
 * @param maxBytes a larger event gives up its context, then properties or traits; undefined when even that is not enough
 * @throws {PeekError} `PEEK_E_EVENT`, naming the field, when the event would mean nothing
 */
export function writeProductEvent(
  type: ProductEventType,
  input: unknown,
  now: number,
  maxBytes: number,
): string | undefined {
  if (typeof input !== "object" || input === null) {
    throw invalid(type, "an object with its fields");
  }
  const copy = new ValueCopy();
  const read = (field: string): unknown => copy.read(input, field);
  const event: Fields = { type };
  for (const field of NAMES) readText(type, event, field, read(field), copy);
  for (const field of IDS) readText(type, event, field, read(field), copy);
  requireFields(type, event);
  event["timestamp"] = timeOf(read("timestamp"), now, copy);
  for (const field of OBJECTS) {
    const value = read(field);
    if (value === undefined || value === null) continue;
    const copied = copy.of(value, field);
    if (typeof copied === "object" && copied !== null && !Array.isArray(copied)) {
      event[field] = copied;
    } else copy.note(field, "no_object");
  }
  if (type === "page" || type === "screen") addCategory(event, read("category"), copy);
  return fittingJson(event, copy, maxBytes);
}

/**
 * It stands beside the name in some clients, among the properties in others: here always among these. Where it stands at
 * both places, that beside the name counts, and the other has a name of its own.
 */
function addCategory(event: Fields, category: unknown, copy: ValueCopy): void {
  if (category === undefined || category === null || category === "") return;
  if (typeof category !== "string") {
    copy.note("category", "no_text");
    return;
  }
  const properties = event["properties"] as Fields | undefined;
  const own = copy.scalar(category, "category");
  const other = properties?.["category"] ?? own;
  event["properties"] = {
    ...(other !== own && { properties_category: other }),
    ...properties,
    category: own,
  };
}

function readText(
  type: string,
  event: Fields,
  field: string,
  value: unknown,
  copy: ValueCopy,
): void {
  if (value === undefined || value === null || value === "") return;
  const isText =
    typeof value === "string" || typeof value === "number" || typeof value === "bigint";
  const copied = isText ? copy.scalar(value, field) : copy.note(field, "no_text");
  if (copied === null) return;
  const text = String(copied);
  const isName = field === "event" || field === "name";
  // Two ids that are cut could become one.
  if (!isName && text.length > ATTRIBUTE_LIMITS.id) {
    throw invalid(type, `${field} of at most ${ATTRIBUTE_LIMITS.id} characters`);
  }
  event[field] = isName ? truncate(text, EVENT_NAME_LIMIT) : text;
}

function requireFields(type: ProductEventType, event: Fields): void {
  const needed = NEEDED[type];
  if (needed !== undefined && event[needed] === undefined) {
    throw invalid(type, `${needed} (text)`);
  }
  if (event["userId"] === undefined && event["anonymousId"] === undefined) {
    throw invalid(type, "userId or anonymousId (text)");
  }
}

function fittingJson(event: Fields, copy: ValueCopy, maxBytes: number): string | undefined {
  for (const field of [undefined, ...EXPENDABLE]) {
    if (field !== undefined) {
      if (event[field] === undefined) continue;
      copy.note(field, "too_long");
      event[field] = undefined;
    }
    const text = JSON.stringify(withNotes(event, copy));
    if (text.length <= maxBytes) return text;
  }
  return undefined;
}

function withNotes(event: Fields, { replaced }: ValueCopy): Fields {
  if (replaced.length === 0) return event;
  return { ...event, context: { ...(event["context"] as object), peek: { replaced } } };
}

function invalid(type: string, needed: string): PeekError {
  return new PeekError("PEEK_E_EVENT", `${type} needs ${needed}; the event was left out.`);
}
