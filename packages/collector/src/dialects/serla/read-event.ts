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
 * One of Serla's events as a `track`. Its session stands in for the user where it names none.
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
    type: "track",
    event,
    timestamp: plainTime(parseTime(value["timestamp"]), receivedAt),
    ...(userId !== undefined && { userId }),
    ...(hasSession && { anonymousId: session }),
    ...(properties && { properties }),
    ...(context && { context }),
  };
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
