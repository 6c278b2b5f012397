import { EnvelopeError, parseJson } from "@peekjs/protocol";
import type { Context } from "hono";
import type { IngestContext } from "../context.ts";
import { readBody } from "../http/read-body.ts";

/** Levels of nesting in a whole body: far more than one event may have, so that one event does not cost the others. */
const BODY_DEPTH = 1_000;

export type JsonObject = Record<string, unknown>;

/**
 * The JSON object of a request, whatever its content type says: vendors' clients send it as a form or as plain text.
 * Uncompressed it may be as large as others inflated, since several clients never compress and lose what is refused.
 *
 * @throws HttpProblem or EnvelopeError when it is too large, cannot be read, or is no object.
 */
export async function readJsonObject(
  context: Context,
  { limits, inflations }: IngestContext,
): Promise<JsonObject> {
  const bodyLimits = { ...limits, bodyBytes: limits.inflatedBytes };
  const body = parseJson(await readBody(context.req.raw, bodyLimits, inflations), BODY_DEPTH);
  if (isObject(body)) return body;
  throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be a JSON object.");
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
