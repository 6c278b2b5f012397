import type { ProductEvent } from "@peekjs/protocol";
import { readId, readName, readObject, readText, RefusedEvent } from "../event-fields.ts";
import { parseTime, plainTime } from "../event-time.ts";
import type { JsonObject } from "../read-json.ts";

const SESSION_ID = /^[0-9a-f]{32}$/i;

/** A session's id as Serla's clients keep it: theirs when it has the right form, else a new one. */
export function sessionId(given: unknown): string {
  if (typeof given === "string" && SESSION_ID.test(given)) return given;
  return crypto.randomUUID().replaceAll("-", "");
}

/**
 * One of Serla's events: what its browser client says of pages and groups as those calls, all else as a `track`. Its
 * session stands in for the user where it names none.
 *
 * @throws RefusedEvent when it has no name.
 */
export function readSerlaEvent(
  value: JsonObject,
  { receivedAt, session }: { receivedAt: number; session: string },
): ProductEvent {
  const event = readName(value["name"]);
  if (event === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "name is missing");
  const userId = readId("distinctId", value["distinctId"]);
  const properties = readObject(value["properties"]);
  const context = readContext(value);
  const hasSession = userId === undefined || value["sessionId"] === session;
  return {
    ...readCall(event, value, properties),
    timestamp: plainTime(parseTime(value["timestamp"]), receivedAt),
    ...(userId !== undefined && { userId }),
    ...(hasSession && { anonymousId: session }),
    ...(context && { context }),
  };
}

type Call = Pick<ProductEvent, "type" | "event" | "name" | "groupId" | "traits" | "properties">;

function readCall(event: string, value: JsonObject, properties: JsonObject | undefined): Call {
  if (event === "$pageview") {
    const name = readName(value["pageTitle"]);
    return { type: "page", ...(name !== undefined && { name }), ...(properties && { properties }) };
  }
  const groupId = event === "$group_identify" && readId("$groupId", properties?.["$groupId"]);
  if (typeof groupId === "string") {
    const traits = {
      type: properties?.["$groupType"],
      ...readObject(properties?.["$groupProperties"]),
    };
    return { type: "group", groupId, traits, ...(properties && { properties }) };
  }
  return { type: "track", event, ...(properties && { properties }) };
}

/** Where it happened, with the names that the specification of Segment gives. */
function readContext(value: JsonObject): JsonObject | undefined {
  const page = given({
    url: readText(value["pageUrl"]),
    path: readText(value["pagePath"]),
    title: readText(value["pageTitle"]),
    referrer: readText(value["referrer"]),
  });
  const click = given({
    x: readNumber(value["clickX"]),
    y: readNumber(value["clickY"]),
    selector: readText(value["elementSelector"]),
  });
  return given({ page, click });
}

function readNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Without what is absent; absent itself when nothing is left. */
function given(fields: JsonObject): JsonObject | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
