import { EnvelopeError, parseJson } from "@peekjs/protocol";
import type { Context } from "hono";
import type { CollectorContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { keepEvents } from "../keep-events.ts";
import { isObject, readJsonObject, type JsonObject } from "../read-json.ts";
import { decryptPayload } from "./decrypt.ts";
import { readPayload } from "./read-payload.ts";

/**
 * `POST /v1/unisights`: what Unisights' browser client sends by a beacon, plain or encrypted. Its site's id is its
 * key; a beacon can carry no header.
 */
async function ingestPayload(
  context: Context<CollectorEnv>,
  collector: CollectorContext,
): Promise<Response> {
  const body = await readJsonObject(context, collector);
  const data = await readData(body);
  const key = await authenticate(collector, data["asset_id"], siteOf(body));
  const receivedAt = collector.clock();
  const { events, refused } = readPayload(data, receivedAt);
  const sdk = { name: "unisights", version: "unknown" };
  await keepEvents({ events, refused, receivedAt, key, sdk }, collector);
  return context.json({ ok: true, status: "received" });
}

async function readData(body: JsonObject): Promise<JsonObject> {
  const payload = body["encrypted"] === true ? parseJson(await decryptPayload(body)) : body;
  const data = isObject(payload) ? (payload["data"] ?? payload) : undefined;
  if (isObject(data)) return data;
  throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be an object with data.");
}

function siteOf(body: JsonObject): unknown {
  return isObject(body["envelope"]) ? body["envelope"]["site_id"] : body["site_id"];
}

export const UNISIGHTS_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/v1/unisights"], handle: ingestPayload },
];
