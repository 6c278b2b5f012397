import { ATTRIBUTE_LIMITS, type ProductEvent, truncate } from "@peekjs/protocol";
import { readEach, readId, readName, readObject, RefusedEvent } from "../event-fields.ts";
import { parseTime, plainTime } from "../event-time.ts";
import type { JsonObject } from "../read-json.ts";
import { sessionId } from "./read-event.ts";
import { keep, refuseAlone, serla, type SerlaRequest } from "./serla-request.ts";

/** A kind of report that Serla keeps apart, and that is an event here. */
interface Report {
  event: string;
  required: string;
}

/** `POST /api/v1/errors`, `captureException`: the event that Serla's browser client makes of an error it sees. */
export const ingestError = serla(async (request) => {
  await keepReport(request, { event: "$error", required: "message" });
  return request.context.json({ success: true });
});

/** `POST /api/v1/llm`, `trackLLM`. */
export const ingestGeneration = serla(async (request) => {
  await keepReport(request, { event: "$llm_generation", required: "model" });
  return request.context.json({ success: true });
});

async function keepReport(request: SerlaRequest, { event, required }: Report): Promise<void> {
  const { events, refused } = readEach([request.body], (body): ProductEvent => {
    if (readName(body[required]) === undefined) {
      throw new RefusedEvent("PEEK_E_REQUIRED", `${required} is missing`);
    }
    const { distinctId, sessionId: session, timestamp, ...properties } = body;
    const userId = readId("distinctId", distinctId);
    return {
      type: "track",
      event,
      timestamp: plainTime(parseTime(timestamp), request.receivedAt),
      properties: readObject(properties) ?? {},
      ...whoIs(userId, session),
      ...contextOf(body),
    };
  });
  refuseAlone(refused);
  await keep(request, events, refused);
}

/** A session stands in where nobody is named. */
function whoIs(userId: string | undefined, session: unknown): Partial<ProductEvent> {
  if (userId === undefined) return { anonymousId: sessionId(session) };
  return { userId };
}

function contextOf({ url, userAgent }: JsonObject): Partial<ProductEvent> {
  const page =
    typeof url === "string" ? { page: { url: truncate(url, ATTRIBUTE_LIMITS.value) } } : undefined;
  const agent =
    typeof userAgent === "string"
      ? { userAgent: truncate(userAgent, ATTRIBUTE_LIMITS.value) }
      : undefined;
  return page || agent ? { context: { ...page, ...agent } } : {};
}
