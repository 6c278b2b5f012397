import type { ProductEvent, Sdk } from "@peekjs/protocol";
import { EnvelopeError } from "@peekjs/protocol";
import type { Context } from "hono";
import type { KeyEntry } from "../../auth/key-registry.ts";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import type { Refusal } from "../event-fields.ts";
import { keepEvents } from "../keep-events.ts";
import { readJsonObject, type JsonObject } from "../read-json.ts";

/** A request that was let in and read. */
export interface SerlaRequest {
  context: Context<CollectorEnv>;
  collector: IngestContext;
  body: JsonObject;
  key: KeyEntry | undefined;
  receivedAt: number;
}

/** Finds the key before the body is read: Serla's clients send it in a header, their beacons in the query. */
export function serla(
  handle: (request: SerlaRequest) => Promise<Response>,
): DialectRoute["handle"] {
  return async (context, collector) => {
    const key = await authenticate(collector, bearerToken(context), context.req.query("api_key"));
    const body = await readJsonObject(context, collector);
    return handle({ context, collector, body, key, receivedAt: collector.clock() });
  };
}

/** What is sent alone may be refused: no client repeats it, and none ends over it. */
export function refuseAlone([refusal]: readonly Refusal[]): void {
  if (refusal) throw new EnvelopeError(refusal.code, `${refusal.detail}.`);
}

export function keep(
  { context, collector, key, receivedAt }: SerlaRequest,
  events: ProductEvent[],
  refused: readonly Refusal[],
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
function readUserAgent(header: string | undefined): Sdk {
  const [, name, version] = /^(serla-[\w-]{1,40})\/([\w.+-]{1,40})$/.exec(header ?? "") ?? [];
  return { name: name ?? "serla", version: version ?? "unknown" };
}
