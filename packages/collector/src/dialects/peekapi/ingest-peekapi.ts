import type { Sdk } from "@peekjs/protocol";
import { decodeRows, EnvelopeError, ENVELOPE_LIMITS, parseJson } from "@peekjs/protocol";
import type { Context } from "hono";
import { bearerToken } from "../../auth/sent-key.ts";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { readBody } from "../../http/read-body.ts";
import { authenticate } from "../authenticate.ts";
import { keyResource } from "../keep-events.ts";
import { fromPeekApi } from "./peekapi-event.ts";

/** `POST /v1/events`: the bare array of PeekAPI's clients. */
export async function ingestPeekApi(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  const key = await authenticate(collector, context.req.header("x-api-key"), bearerToken(context));
  const events = readArray(await readBody(context.req.raw, collector.limits, collector.inflations));
  const receivedAt = collector.clock();
  const { requests, rejected } = decodeRows(
    events.map((event) => fromPeekApi(event, receivedAt)),
    { receivedAt },
  );
  const { accepted } = await collector.keep({
    batch: {
      receivedAt,
      clockSkewMs: 0,
      sdk: readSdk(context.req.header("x-peekapi-sdk")),
      resource: keyResource(key, collector),
      groups: [{ requests, events: [], summaries: [] }],
      lost: [],
    },
    rejected: rejected.length,
    diagnostics: [],
  });
  return context.json({ success: true, accepted, rejected }, 202);
}

function readArray(body: Uint8Array): unknown[] {
  const events = parseJson(body);
  if (!Array.isArray(events)) {
    throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be an array of events.");
  }
  if (events.length > ENVELOPE_LIMITS.records) {
    throw new EnvelopeError(
      "PEEK_E_TOO_MANY_RECORDS",
      `The body holds ${events.length} events, and at most ${ENVELOPE_LIMITS.records} fit. Send smaller batches.`,
      { status: 413 },
    );
  }
  return events;
}

/** `node/0.1.0` and the like. */
function readSdk(header: string | undefined): Sdk | undefined {
  const match = /^([\w.-]{1,40})\/([\w.+-]{1,40})$/.exec(header ?? "");
  const [, language, version] = match ?? [];
  if (language === undefined || version === undefined) return undefined;
  return { name: `peekapi-${language}`, version };
}
