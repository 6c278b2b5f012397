import type { ProductEvent } from "@peekjs/protocol";
import {
  readEach,
  readId,
  readName,
  readObject,
  readShared,
  readText,
  RefusedEvent,
  type Refusal,
} from "../event-fields.ts";
import { type ClientClock, correctedTime, parseTime } from "../event-time.ts";
import { isObject, type JsonObject } from "../read-json.ts";
import { messageNames } from "./message-names.ts";
import { readPageContext } from "./page-context.ts";

/** What the context says of every payload. */
const OF_EVERY_PAYLOAD: ReadonlySet<string> = new Set(["library", "site"]);

const EMPTY: Refusal = {
  code: "PEEK_E_REQUIRED",
  detail: "a payload without events must say something of its session, page or browser",
};

/** What one payload says: the events of a page of a session. */
export interface ReadPayload {
  events: ProductEvent[];
  refused: Refusal[];
}

/**
 * The events of a payload. What browsers really send is taken rather than refused: fractions of pixels, missing titles,
 * sessions of any form, and scroll depths beyond the end, which become the end. A payload without events is one event, `session`, so that
 * how far the page was read is not lost; one that says nothing at all is refused.
 */
export function readPayload(data: JsonObject, clock: ClientClock): ReadPayload {
  const session = data["session_id"];
  const anonymousId = readId(
    "session_id",
    typeof session === "string" ? session.slice(0, 256) : session,
  );
  const context = readPageContext(data, anonymousId);
  const common = { anonymousId: anonymousId ?? crypto.randomUUID(), context };
  const nameMessage = anonymousId === undefined ? undefined : messageNames(anonymousId, context);
  const items = Array.isArray(data["events"]) ? (data["events"] as unknown[]) : [];
  if (items.length === 0 && saysNothing(context)) return { events: [], refused: [EMPTY] };
  const heartbeat = { type: "session" };
  return readEach(items.length === 0 ? [heartbeat] : items, (item): ProductEvent => {
    const type = readName(item["type"]);
    if (type === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "type is missing");
    const fields = readObject(item["data"]) ?? {};
    const { timestamp: time, ...properties } = fields;
    const clientTime = parseTime(time);
    const messageId = nameMessage?.(item, clientTime);
    return {
      timestamp: correctedTime(clientTime, clock),
      ...common,
      ...readCall(type, properties),
      ...(messageId !== undefined && { messageId }),
    };
  });
}

function saysNothing(context: JsonObject): boolean {
  return Object.keys(context).every((key) => OF_EVERY_PAYLOAD.has(key));
}

type Call = Pick<ProductEvent, "type" | "event" | "name" | "properties">;

function readCall(type: string, properties: JsonObject): Call {
  switch (type) {
    case "page_view": {
      const { location, ...others } = properties;
      const name = readName(properties["title"]);
      const page = { ...others, ...(location !== undefined && { url: location }) };
      return { type: "page", properties: page, ...(name !== undefined && { name }) };
    }
    case "custom": {
      const event = readName(properties["name"]) ?? "custom";
      return { type: "track", event, properties: readCustom(properties["data"]) };
    }
    default:
      // click, web_vital, error, session, and what later versions may add
      return { type: "track", event: type, properties };
  }
}

/** The browser writes as JSON, in a text, what an event was logged with; what is no object stands under `data`. */
function readCustom(data: unknown): JsonObject {
  if (typeof data !== "string") return isObject(data) ? data : underData(data);
  try {
    const parsed: unknown = JSON.parse(data);
    const object = readShared(isObject(parsed) ? parsed : underData(parsed));
    if (object) return object;
  } catch {
    // It is text, then.
  }
  return underData(data);
}

/** A text is cut to its limit; nothing and empty text are absent. */
function underData(data: unknown): JsonObject {
  const value = typeof data === "string" ? readText(data) : (data ?? undefined);
  return value === undefined ? {} : { data: value };
}
