import { ENVELOPE_LIMITS, EnvelopeError, parseJson } from "@peekjs/protocol";
import type { Context } from "hono";
import type { IngestContext } from "../context.ts";
import { readBody } from "../http/read-body.ts";
import { cutDepth } from "./cut-depth.ts";
import { withoutNonNumbers } from "./python-numbers.ts";

/** Levels of nesting in a whole body: far more than one event may have, so that one event does not cost the others. */
const BODY_DEPTH = 1_000;

/** Items of one body: more than fit into the largest, were each a valid event. */
const MOST_ITEMS = 20 * ENVELOPE_LIMITS.records;

/** What is wrong with a body that may be read all the same: `NaN` of Python, and bytes that are no UTF-8. */
const MENDED: ReadonlySet<string> = new Set(["PEEK_E_JSON", "PEEK_E_UTF8"]);

export type JsonObject = Record<string, unknown>;

/**
 * The bytes of a request. Uncompressed it may be as large as others inflated, since several clients never compress and
 * lose what is refused. As their keys often stand in the body, all bodies together are bounded until they are dealt with.
 *
 * @throws HttpProblem when it is too large or cannot be read.
 */
export function readBytes(
  context: Context,
  { limits, inflations, keyless }: IngestContext,
): Promise<Uint8Array> {
  const sizes = { bodyBytes: limits.inflatedBytes, inflatedBytes: limits.inflatedBytes };
  return readBody(context.req.raw, sizes, inflations, keyless);
}

/**
 * The JSON of a body, without what nests far deeper than an event may.
 *
 * @throws EnvelopeError when the bytes are no JSON, not even as Python writes it, or with other bytes in a text than UTF-8.
 */
export function parseBody(bytes: Uint8Array): unknown {
  try {
    return parseLeniently(bytes);
  } catch (error) {
    if (!(error instanceof EnvelopeError) || error.code !== "PEEK_E_DEPTH") throw error;
    return parseLeniently(cutDepth(bytes, BODY_DEPTH));
  }
}

function parseLeniently(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, BODY_DEPTH);
  } catch (error) {
    if (!(error instanceof EnvelopeError) || !MENDED.has(error.code)) throw error;
    try {
      return JSON.parse(withoutNonNumbers(new TextDecoder().decode(bytes)));
    } catch {
      throw error;
    }
  }
}

/**
 * The JSON object of a request, whatever its content type says: vendors' clients send it as a form or as plain text.
 *
 * @throws HttpProblem or EnvelopeError when it is too large, cannot be read, or is no object.
 */
export async function readJsonObject(
  context: Context,
  collector: IngestContext,
): Promise<JsonObject> {
  return requireObject(parseBody(await readBytes(context, collector)));
}

/** @throws EnvelopeError unless the value is an object. */
export function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be a JSON object.");
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The items of a batch, before anything is done for each of them: a few bytes of gzip may hold millions of nothing.
 *
 * @throws EnvelopeError 413 when there are more than any client sends.
 */
export function boundItems(items: readonly unknown[]): readonly unknown[] {
  if (items.length <= MOST_ITEMS) return items;
  const message = `The body holds ${items.length} items, and at most ${MOST_ITEMS} fit. Send smaller batches.`;
  throw new EnvelopeError("PEEK_E_TOO_MANY_RECORDS", message, { status: 413 });
}
