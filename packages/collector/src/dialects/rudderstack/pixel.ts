import type { Context } from "hono";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { toProblem } from "../../http/to-problem.ts";
import { authenticate } from "../authenticate.ts";
import { decodeBase64 } from "../base64.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { isObject, type JsonObject } from "../read-json.ts";
import { keepMessages } from "../segment/keep-messages.ts";

/** A transparent image of one pixel. */
const GIF = decodeBase64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
/** Names in the path to a field. */
const MOST_NAMES = 16;
const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype", ""]);

/**
 * `GET /pixel/v1/track` and `/pixel/v1/page`: a message in the query of an image, `properties.plan=pro` for a field
 * within. An e-mail or a page shows the image whatever is wrong with the message.
 */
export function ingestPixel(type: "track" | "page"): DialectRoute["handle"] {
  return async (context, collector) => {
    try {
      await keepPixel(type, context, collector);
    } catch (error) {
      const { status, code, message } = toProblem(error);
      if (status >= 500) throw error;
      collector.refusals.add(code, message, collector.clock());
    }
    return context.body(GIF, 200, {
      "content-type": "image/gif",
      "cache-control": "no-store",
      // A page of another origin shows it, without an origin to answer to.
      "access-control-allow-origin": "*",
    });
  };
}

async function keepPixel(
  type: "track" | "page",
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<void> {
  const query = new URL(context.req.url).searchParams;
  const key = await authenticate(collector, query.get("writeKey"));
  const body = readQuery(query, collector.clock());
  if (type === "page" && body["name"] === "") body["name"] = "Unknown Page";
  await keepMessages({ body, type, vendor: "rudderstack", key }, collector);
}

function readQuery(query: URLSearchParams, receivedAt: number): JsonObject {
  const now = new Date(receivedAt).toISOString();
  const body: JsonObject = {
    channel: "web",
    integrations: { All: true },
    originalTimestamp: now,
    sentAt: now,
  };
  for (const [name, value] of query) {
    if (name !== "writeKey" && name !== "batch") set(body, name.split("."), value);
  }
  const { anonymousId } = body;
  // As RudderStack's cookie has it.
  if (typeof anonymousId === "string") body["anonymousId"] = anonymousId.replace(/^"(.*)"$/, "$1");
  return body;
}

function set(body: JsonObject, names: readonly string[], value: string): void {
  if (names.length > MOST_NAMES || names.some((name) => FORBIDDEN.has(name))) return;
  let object = body;
  for (const name of names.slice(0, -1)) {
    const inner = object[name];
    object = isObject(inner) ? inner : (object[name] = {});
  }
  object[names.at(-1)!] = value;
}
