import type { ProductEvent } from "@peekjs/protocol";
import { EnvelopeError } from "@peekjs/protocol";
import type { Context } from "hono";
import type { KeyEntry } from "../../auth/key-registry.ts";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { readEach, readId, readObject, type Refusal } from "../event-fields.ts";
import { keepEvents } from "../keep-events.ts";
import { readJsonObject, type JsonObject } from "../read-json.ts";
import { readSerlaEvent, sessionId } from "./read-event.ts";

interface SerlaRequest {
  context: Context<CollectorEnv>;
  collector: IngestContext;
  body: JsonObject;
  key: KeyEntry | undefined;
  receivedAt: number;
}

/** Finds the key before the body is read: Serla's clients send it in a header, their beacons in the query. */
function serla(handle: (request: SerlaRequest) => Promise<Response>): DialectRoute["handle"] {
  return async (context, collector) => {
    const key = await authenticate(collector, bearerToken(context), context.req.query("api_key"));
    const body = await readJsonObject(context, collector);
    return handle({ context, collector, body, key, receivedAt: collector.clock() });
  };
}

/** `POST /api/v1/events`: one event. */
const ingestEvent = serla(async (request) => {
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
const ingestBatch = serla(async (request) => {
  const items = request.body["events"];
  if (!Array.isArray(items)) {
    throw new EnvelopeError("PEEK_E_ENVELOPE", "events must be an array.");
  }
  const { receivedAt } = request;
  const anonymous = sessionId(undefined);
  const { events, refused } = readEach(items as unknown[], (event) => {
    const given = event["sessionId"];
    const session = given === undefined || given === null ? anonymous : sessionId(given);
    return readSerlaEvent(event, { receivedAt, session });
  });
  await keep(request, events, refused);
  return request.context.json({ success: true, count: events.length }, 201);
});

/** `POST /api/v1/identify` */
const identify = serla(async (request) => {
  const { events, refused } = readEach([request.body], (body): ProductEvent => {
    const userId = readId("distinctId", body["distinctId"]);
    const traits = readObject(body["properties"]) ?? {};
    return { type: "identify", timestamp: request.receivedAt, traits, ...(userId && { userId }) };
  });
  const [event] = events;
  if (event?.userId === undefined) {
    refused.push({ code: "PEEK_E_REQUIRED", detail: "distinctId is missing" });
  }
  refuseAlone(refused);
  await keep(request, events, refused);
  return request.context.json({ success: true, identityId: event?.userId });
});

/** What is sent alone may be refused: no client repeats it, and none ends over it. */
function refuseAlone([refusal]: readonly Refusal[]): void {
  if (refusal) throw new EnvelopeError(refusal.code, `${refusal.detail}.`);
}

function keep(
  { context, collector, key, receivedAt }: SerlaRequest,
  events: ProductEvent[],
  refused: Refusal[],
): Promise<void> {
  const idempotencyKey =
    context.req.header("x-idempotency-key") ?? context.req.query("idempotency_key");
  const sdk = readUserAgent(context.req.header("user-agent"));
  return keepEvents(
    { events, refused, receivedAt, key, sdk, idempotencyKey: idempotencyKey?.slice(0, 200) },
    collector,
  );
}

/** `serla-python/0.1.0`; its client for Node does not tell. */
function readUserAgent(header: string | undefined): { name: string; version: string } {
  const [, name, version] = /^(serla-[\w-]{1,40})\/([\w.+-]{1,40})$/.exec(header ?? "") ?? [];
  return { name: name ?? "serla", version: version ?? "unknown" };
}

export const SERLA_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/api/v1/events"], handle: ingestEvent },
  { method: "POST", paths: ["/api/v1/events/batch"], handle: ingestBatch },
  { method: "POST", paths: ["/api/v1/identify"], handle: identify },
];
