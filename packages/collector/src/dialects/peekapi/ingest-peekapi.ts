import type { RejectedRecord, Sdk } from "@peekjs/protocol";
import { EnvelopeError } from "@peekjs/protocol";
import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { authenticate } from "../authenticate.ts";
import { keyResource } from "../keep-events.ts";
import { boundItems, parseBody, readBytes } from "../read-json.ts";
import { keepNewRequests } from "./keep-requests.ts";

/** Refused events that an answer names. */
const MOST_TOLD = 1_000;

/**
 * `POST /v1/events`: the bare array of PeekAPI's clients. They write what is refused to disk and send it again for
 * ever, so that nothing of theirs is refused as a whole that can be read.
 */
export async function ingestPeekApi(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  const key = await authenticate(collector, context.req.header("x-api-key"), bearerToken(context));
  const events = readArray(await readBytes(context, collector));
  const envelope = {
    receivedAt: collector.clock(),
    sdk: readSdk(context.req.header("x-peekapi-sdk")),
    resource: keyResource(key, collector),
  };
  const rejected: RejectedRecord[] = await keepNewRequests(events, envelope, collector);
  const accepted = events.length - rejected.length;
  const first = rejected.slice(0, MOST_TOLD);
  return context.json({ success: true, accepted, rejected: first }, 202);
}

function readArray(body: Uint8Array): readonly unknown[] {
  const events = parseBody(body);
  if (Array.isArray(events)) return boundItems(events);
  throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be an array of events.");
}

/** `node/0.1.0` and the like. */
function readSdk(header: string | undefined): Sdk | undefined {
  const match = /^([\w.-]{1,40})\/([\w.+-]{1,40})$/.exec(header ?? "");
  const [, language, version] = match ?? [];
  if (language === undefined || version === undefined) return undefined;
  return { name: `peekapi-${language}`, version };
}
