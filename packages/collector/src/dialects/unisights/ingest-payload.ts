import { EnvelopeError } from "@peekjs/protocol";
import type { Context } from "hono";
import type { IngestContext, CollectorEnv } from "../../context.ts";
import { HttpProblem } from "../../http/problem.ts";
import { requireJson } from "../../http/require-json.ts";
import { authenticate } from "../authenticate.ts";
import type { DialectRoute } from "../dialect-route.ts";
import { keepEvents } from "../keep-events.ts";
import { isObject, parseBody, readJsonObject, type JsonObject } from "../read-json.ts";
import { decryptPayload } from "./decrypt.ts";
import { readPayload } from "./read-payload.ts";
import { payloadSentAt } from "./sent-at.ts";
import { validatePayload, type PayloadProblem, type PayloadRules } from "./validate-payload.ts";

/**
 * `POST /v1/unisights`: what Unisights' browser client sends by a beacon, plain or encrypted. Its site's id is its
 * key; a beacon can carry no header.
 */
export const ingestPayload: DialectRoute["handle"] = (context, collector) =>
  ingest(context, collector, undefined);

/** The same under the rules that an app has chosen, which refuse rather than correct. */
export function strictly(rules: {
  validateSchema?: boolean | undefined;
  validateRequiredFields?: boolean | undefined;
}): DialectRoute["handle"] {
  const { validateSchema: schema = false, validateRequiredFields: requiredFields = false } = rules;
  if (!schema && !requiredFields) return ingestPayload;
  return (context, collector) => {
    const isDeclared = (context.req.header("content-type") ?? "") !== "";
    if (schema && isDeclared) requireJson(context.req.raw);
    return ingest(context, collector, { schema, requiredFields });
  };
}

async function ingest(
  context: Context<CollectorEnv>,
  collector: IngestContext,
  rules: PayloadRules | undefined,
): Promise<Response> {
  const body = await readJsonObject(context, collector);
  // Decrypting costs far more than a key's check: not for those who have none.
  if (body["encrypted"] === true) await authenticate(collector, siteOf(body));
  const data = await readData(body, rules !== undefined).catch((error: unknown) => {
    if (rules === undefined || !(error instanceof EnvelopeError)) throw error;
    throw invalid([{ pointer: "", detail: error.message }]);
  });
  const key = await authenticate(collector, data["asset_id"], siteOf(body));
  const problems = rules ? [...flagProblems(body, rules), ...validatePayload(data, rules)] : [];
  if (problems.length > 0) throw invalid(problems);
  const receivedAt = collector.clock();
  const clock = { receivedAt, sentAt: payloadSentAt(body, data, receivedAt) };
  const { events, refused } = readPayload(data, clock);
  const sdk = { name: "unisights", version: "unknown" };
  const payload = { data, encrypted: body["encrypted"] === true };
  await keepEvents({ events, refused, receivedAt, key, sdk, payload }, collector);
  return context.json({ ok: true, status: "received" });
}

function flagProblems(
  { encrypted = false }: JsonObject,
  { schema }: PayloadRules,
): PayloadProblem[] {
  if (schema !== true || typeof encrypted === "boolean") return [];
  return [{ pointer: "", detail: "encrypted must be true or false" }];
}

function invalid(errors: readonly PayloadProblem[]): HttpProblem {
  const [first] = errors;
  const detail = `${first?.pointer} ${first?.detail}`.trim().replace(/\.?$/, ".");
  const all = errors.length > 1 ? " errors names all that is wrong." : "";
  return new HttpProblem(422, "PEEK_E_INVALID", detail + all, { members: { errors } });
}

/** The data may stand for itself, as it does in an encrypted payload; under rules no other may leave its place out. */
async function readData(body: JsonObject, isStrict: boolean): Promise<JsonObject> {
  const isEncrypted = body["encrypted"] === true;
  const payload = isEncrypted ? parseBody(await decryptPayload(body)) : body;
  if (isObject(payload)) {
    const data = payload["data"] ?? (isStrict && !isEncrypted ? undefined : payload);
    if (isObject(data)) return data;
  }
  throw new EnvelopeError("PEEK_E_ENVELOPE", "The body must be an object with data.");
}

function siteOf(body: JsonObject): unknown {
  return isObject(body["envelope"]) ? body["envelope"]["site_id"] : body["site_id"];
}

export const UNISIGHTS_ROUTES: readonly DialectRoute[] = [
  { method: "POST", paths: ["/v1/unisights"], handle: ingestPayload },
];
