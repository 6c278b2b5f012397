import type { IngestAnswer, Resource } from "@peekjs/protocol";
import { readEnvelope } from "@peekjs/protocol";
import type { Context } from "hono";
import type { KeyEntry } from "../auth/key-registry.ts";
import type { IngestContext, CollectorEnv } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { readBody } from "../http/read-body.ts";
import { requireJson } from "../http/require-json.ts";
import { nameResource } from "./name-resource.ts";

/** `POST /v1/ingest`: peek's own envelope. */
export async function ingestNative(
  context: Context<CollectorEnv>,
  collector: IngestContext,
): Promise<Response> {
  requireJson(context.req.raw);
  const body = await readBody(context.req.raw, collector.limits, collector.inflations);
  const reading = readEnvelope(body, {
    receivedAt: collector.clock(),
    idempotencyKey: context.req.header("idempotency-key"),
  });
  const resource = nameResource(restrict(reading.batch.resource, context.get("key")));
  const { accepted, duplicates } = await collector.keep({
    batch: { ...reading.batch, resource },
    rejected: reading.rejected.length,
    diagnostics: reading.diagnostics,
  });
  const answer: IngestAnswer = {
    accepted,
    duplicates,
    rejected: reading.rejected,
    warnings: reading.warnings,
  };
  return context.json(answer, 202);
}

/** A key of one service reports for no other. */
function restrict(resource: Resource, key: KeyEntry | undefined): Resource {
  if (key?.service === undefined) return resource;
  if (resource.service !== undefined && resource.service !== key.service) {
    throw new HttpProblem(
      403,
      "PEEK_E_KEY_SERVICE",
      `This key is for the service "${key.service}", and the envelope names "${resource.service}".`,
    );
  }
  return { ...resource, service: key.service };
}
