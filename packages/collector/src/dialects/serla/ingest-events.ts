import type { ProductEvent } from "@peekjs/protocol";
import { EnvelopeError } from "@peekjs/protocol";
import { readEach } from "../event-fields.ts";
import { boundItems } from "../read-json.ts";
import { messageIds } from "./message-ids.ts";
import { readSerlaEvent, sessionId } from "./read-event.ts";
import { keep, refuseAlone, serla } from "./serla-request.ts";

/** `POST /api/v1/events`: one event. */
export const ingestEvent = serla(async (request) => {
  const session = sessionId(request.body["sessionId"]);
  const { events, refused } = readEach([request.body], (event) =>
    readSerlaEvent(event, { receivedAt: request.receivedAt, session }),
  );
  refuseAlone(refused);
  await keep(request, events, refused);
  const eventId = crypto.randomUUID();
  return request.context.json({ success: true, eventId, sessionId: session }, 201);
});

/**
 * `POST /api/v1/events/batch`: as many as fit into a body. Serla's own server takes 100, but its clients send up to
 * 1,000 after a failure, and would repeat them for ever.
 */
export const ingestBatch = serla(async (request) => {
  const { events: given } = request.body;
  if (!Array.isArray(given)) {
    throw new EnvelopeError("PEEK_E_ENVELOPE", "events must be an array.");
  }
  const items = boundItems(given);
  const { receivedAt } = request;
  const anonymous = sessionId(undefined);
  const ids = await messageIds(items);
  const { events, refused } = readEach(items, (event, number): ProductEvent => {
    const own = event["sessionId"];
    const session = own === undefined || own === null ? anonymous : sessionId(own);
    const messageId = ids[number];
    return {
      ...readSerlaEvent(event, { receivedAt, session }),
      ...(messageId !== undefined && { messageId }),
    };
  });
  await keep(request, events, refused);
  return request.context.json({ success: true, count: events.length }, 201);
});
