import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { readEach } from "../event-fields.ts";
import { parseTime } from "../event-time.ts";
import { keepEvents, readLibrary } from "../keep-events.ts";
import { readJsonObject } from "../read-json.ts";
import { readCapture } from "./read-capture.ts";

/** `POST /batch/`: PostHog's clients drop a batch at the first refusal, so that only the key can cause one. */
async function ingestCaptures(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  const body = await readJsonObject(context, collector);
  const key = await authenticate(collector, body["api_key"], body["token"], bearerToken(context));
  const receivedAt = collector.clock();
  const clock = { receivedAt, sentAt: parseTime(body["sent_at"]) };
  const captures = Array.isArray(body["batch"]) ? (body["batch"] as unknown[]) : [body];
  const { events, refused } = readEach(captures, (capture) => readCapture(capture, clock));
  const sdk = readLibrary(events[0]?.context);
  await keepEvents({ events, refused, receivedAt, key, sdk }, collector);
  return context.json({ status: 1 });
}

export const POSTHOG_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/batch/", "/batch", "/capture/", "/capture"], handle: ingestCaptures },
];
