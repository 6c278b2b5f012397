import type { ProductEvent } from "@peekjs/protocol";
import { readEach, readId, readObject, RefusedEvent } from "../event-fields.ts";
import { keep, refuseAlone, serla } from "./serla-request.ts";

/** `POST /api/v1/identify` */
export const identify = serla(async (request) => {
  const { events, refused } = readEach([request.body], (body): ProductEvent => {
    const userId = readId("distinctId", body["distinctId"]);
    if (userId === undefined) throw new RefusedEvent("PEEK_E_REQUIRED", "distinctId is missing");
    const traits = readObject(body["properties"]) ?? {};
    return { type: "identify", timestamp: request.receivedAt, traits, userId };
  });
  refuseAlone(refused);
  await keep(request, events, refused);
  return request.context.json({ success: true, identityId: events[0]?.userId });
});
