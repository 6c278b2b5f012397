import { EnvelopeError } from "@peekjs/protocol";
import type { Context } from "hono";
import type { IngestContext } from "../../context.ts";
import { inflateBody } from "../../http/read-body.ts";
import { decodeBase64 } from "../base64.ts";
import { isObject, parseBody, readBytes, requireObject, type JsonObject } from "../read-json.ts";

const FORM = "data=";

/**
 * What PostHog's clients send, as the envelope of a batch. Its client for Node sends JSON, compressed as HTTP knows it.
 * Its browser client compresses without saying so in a header, or, in a beacon, writes base64 into a form; and its
 * earlier versions send an event alone, or an array of them.
 */
export async function readCaptureBody(
  context: Context,
  collector: IngestContext,
): Promise<JsonObject> {
  const value = parseBody(decodeForm(await readInflated(context, collector)));
  if (Array.isArray(value)) return { batch: value };
  const body = requireObject(value);
  return Array.isArray(body["batch"]) ? body : { ...body, batch: [body] };
}

async function readInflated(context: Context, collector: IngestContext): Promise<Uint8Array> {
  const bytes = await readBytes(context, collector);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  const { limits, inflations, keyless: budget } = collector;
  const held = { budget, request: context.req.raw };
  return inflateBody(bytes, limits.inflatedBytes, inflations, held);
}

/** The content of `data=…`, which is JSON or base64 of JSON; other bytes as they are. */
function decodeForm(bytes: Uint8Array): Uint8Array {
  const start = String.fromCharCode(...bytes.subarray(0, FORM.length));
  if (start !== FORM) return bytes;
  const data = new URLSearchParams(new TextDecoder().decode(bytes)).get("data") ?? "";
  if (data.startsWith("{") || data.startsWith("[")) return new TextEncoder().encode(data);
  try {
    // A plus sign that was not escaped has become a space.
    return decodeBase64(data.replaceAll(" ", "+"));
  } catch (cause) {
    throw new EnvelopeError("PEEK_E_JSON", "data is neither JSON nor base64.", { cause });
  }
}

/** The project's token, which stands beside the events, or in the first of them that has one. */
export function tokenOf(body: JsonObject): unknown {
  const beside = body["api_key"] ?? body["token"];
  if (beside !== undefined && beside !== null) return beside;
  for (const event of body["batch"] as unknown[]) {
    if (!isObject(event)) continue;
    const properties = isObject(event["properties"]) ? event["properties"] : {};
    const token = event["api_key"] ?? properties["token"];
    if (typeof token === "string" && token !== "") return token;
  }
  return undefined;
}
