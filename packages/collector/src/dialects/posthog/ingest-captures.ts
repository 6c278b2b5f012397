import type { Sdk } from "@peekjs/protocol";
import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import { readEach } from "../event-fields.ts";
import { type ClientClock, parseTime } from "../event-time.ts";
import { keepEvents, readLibrary } from "../keep-events.ts";
import { isObject, type JsonObject } from "../read-json.ts";
import { readCaptureBody, tokenOf } from "./read-body.ts";
import { readCapture } from "./read-capture.ts";
import { repeatKey, SHORTEST_BACKOFF } from "./repeat-key.ts";

/** `POST /batch/` and its like: PostHog's clients drop a batch at the first refusal, so that only the key can cause one. */
export async function ingestCaptures(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  await keepCaptures(context, collector);
  return context.json({ status: 1 });
}

/**
 * `POST /i/v1/analytics/events`, to which `posthog-node` sends under `POSTHOG_CAPTURE_MODE=v1`. The answer names what is
 * not kept, and will not be at another try either.
 */
export async function ingestCapturesV1(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  // Its key stands in a header alone; a token among the properties is the app's own.
  const { batch, refused } = await keepCaptures(context, collector, bearerToken(context));
  const results = refused.flatMap(({ number, detail }): [string, object][] => {
    const event = batch[number];
    const uuid = isObject(event) ? event["uuid"] : undefined;
    return typeof uuid === "string" ? [[uuid, { result: "drop", details: detail }]] : [];
  });
  return context.json({ results: Object.fromEntries(results) });
}

async function keepCaptures(
  context: Context<CollectorEnv>,
  collector: IngestContext,
  ownKey?: string,
) {
  const body = await readCaptureBody(context, collector);
  const key = await authenticate(
    collector,
    ownKey,
    tokenOf(body),
    bearerToken(context),
    context.req.query("token"),
    context.req.query("api_key"),
  );
  const receivedAt = collector.clock();
  const clock = { receivedAt, sentAt: sentAtOf(context, body) };
  const batch = body["batch"] as unknown[];
  const idempotencyKey = await repeatKey(batch);
  const { events, refused } = readEach(batch, (capture) => readCapture(capture, clock));
  const sdk = readSdkInfo(context) ?? readLibrary(events[0]?.context);
  const read = { events, refused, receivedAt, key, sdk, idempotencyKey };
  await keepEvents({ ...read, shortestBackoff: SHORTEST_BACKOFF }, collector);
  return { batch, refused };
}

/** In the body, in a header under v1, or in the query where a beacon carries it. */
function sentAtOf({ req }: Context, body: JsonObject): ClientClock["sentAt"] {
  const query = req.query("sent_at") ?? req.query("_");
  const given = body["sent_at"] ?? req.header("posthog-request-timestamp") ?? query;
  return parseTime(typeof given === "string" && /^\d{1,16}$/.test(given) ? Number(given) : given);
}

/** `posthog-node/5.70.0`, the header of v1. */
function readSdkInfo({ req }: Context): Sdk | undefined {
  const match = /^([\w.@/-]{1,60})\/([\w.+-]{1,40})$/.exec(req.header("posthog-sdk-info") ?? "");
  const [, name, version] = match ?? [];
  return name !== undefined && version !== undefined ? { name, version } : undefined;
}
