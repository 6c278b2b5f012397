import { EnvelopeError, type RejectedRecord } from "@peekjs/protocol";
import { parseBody } from "../read-json.ts";
import { digest } from "../repeats.ts";
import { success } from "./answer.ts";
import { listOf } from "./attributes.ts";
import { keepSpans } from "./keep-spans.ts";
import { otlp } from "./otlp-request.ts";
import { decodeMessage } from "./protobuf.ts";
import { readResource } from "./read-resource.ts";
import { TRACE_REQUEST } from "./trace-message.ts";

/** Each is written on its own; a gateway sends tens at once. */
const MOST_RESOURCES = 500;

/** `POST /v1/traces`: the spans of HTTP servers are requests. All others are taken, and not kept. */
export const ingestTraces = otlp(async ({ body, encoding, key, collector }) => {
  const request = encoding === "json" ? parseBody(body) : decodeMessage(body, TRACE_REQUEST);
  const receivedAt = collector.clock();
  // An exporter that missed the answer sends the very same bytes again.
  const idempotencyKey = `otlp ${await digest(body)}`;
  const rejected: RejectedRecord[] = [];
  const parts = listOf(request, "resourceSpans");
  if (parts.length > MOST_RESOURCES) throw tooManyResources(parts.length);
  for (const [index, part] of parts.entries()) {
    const spans = listOf(part, "scopeSpans").flatMap((scope) => listOf(scope, "spans"));
    const source = {
      ...readResource(part["resource"], key, collector),
      receivedAt,
      idempotencyKey: `${idempotencyKey} ${index}`,
    };
    for (const refusal of await keepSpans(spans, source, collector)) rejected.push(refusal);
  }
  return success(encoding, {
    rejectedSpans: rejected.length,
    errorMessage: rejected[0]?.detail ?? "",
  });
});

function tooManyResources(count: number): EnvelopeError {
  const message = `The body holds ${count} resources, and at most ${MOST_RESOURCES} fit. Send smaller batches.`;
  return new EnvelopeError("PEEK_E_TOO_MANY_VALUES", message, { status: 413 });
}

/** `POST /v1/logs` and `/v1/metrics`: taken, so that an SDK that sends all three is not troubled, and not kept. */
export const passOver = otlp(async ({ encoding }) =>
  success(encoding, { errorMessage: "peek reads traces alone: this signal is not kept." }),
);
