import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { MountOptions } from "../options/options.ts";
import { maskMessage } from "../privacy/mask/mask-message.ts";
import { createMasks } from "../privacy/mask/masks.ts";
import { UserAgentMask } from "../privacy/mask/user-agent-mask.ts";
import type { AdapterClient } from "./adapter-client.ts";
import { clientAddress } from "./client-address.ts";
import type { Ending } from "./ending.ts";
import { identify } from "./identify.ts";

/** https://www.w3.org/TR/trace-context/#traceparent-header: version ff, ids of zeros, and more in version 00 are invalid. */
const TRACEPARENT =
  /^(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-|$)/;

const userAgents = new UserAgentMask(createMasks({}));

/** The record of a request that has ended. Runs the app's `identifyConsumer`, whose failure costs the name alone. */
export function toRecord<FrameworkRequest>(
  client: AdapterClient,
  options: MountOptions<FrameworkRequest>,
  ending: Ending<FrameworkRequest>,
): ObservedRequest {
  const { target, error, traceparent } = ending;
  const isError = error != null && readThrown(ending, isAnswer) !== true;
  const query = target.indexOf("?");
  const trace = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  const record: ObservedRequest = {
    timestamp: client.wallTime(ending.startedAt),
    method: ending.method,
    route: ending.route,
    path: options.capturePath === false ? undefined : query < 0 ? target : target.slice(0, query),
    query: undefined,
    status: isStatus(ending.status) ? ending.status : undefined,
    outcome: ending.outcome === "completed" ? undefined : ending.outcome,
    durationMs: ending.durationMs,
    ttfbMs: ending.ttfbMs,
    handlerMs: ending.handlerMs,
    requestBytes: ending.requestBytes,
    responseBytes: ending.responseBytes,
    consumer: undefined,
    consumerName: undefined,
    consumerGroup: undefined,
    consumerSource: undefined,
    credential: undefined,
    errorType: isError ? readThrown(error, errorType) : undefined,
    errorMessage: isError ? readThrown(error, maskedMessage) : undefined,
    traceId: trace?.[1],
    spanId: trace?.[2],
    protocol: ending.protocol,
    userAgent: ending.userAgent === undefined ? undefined : userAgents.of(ending.userAgent),
    clientAddress: clientAddress(client, options, ending),
  };
  identify(client, record, options, ending);
  return record;
}

/** Node sends statuses up to 999; a collector refuses what HTTP does not know. */
function isStatus(status: number | undefined): boolean {
  return status !== undefined && status >= 100 && status <= 599;
}

/** Apps of Express hand answers, too, to the `next` that takes errors: `next({ ok: "logged in" })`. */
function isAnswer({
  error,
  outcome,
  status,
}: Pick<Ending<never>, "error" | "outcome" | "status">): boolean {
  return outcome === "completed" && status! < 400 && !(error instanceof Error);
}

/** Apps throw what they like: what cannot be read of it costs no record. */
function readThrown<Thrown, Value>(
  thrown: Thrown,
  read: (thrown: Thrown) => Value,
): Value | undefined {
  try {
    return read(thrown);
  } catch {
    return undefined;
  }
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const name: unknown = error.name === "Error" ? error.constructor.name : error.name;
  return typeof name === "string" ? name : "Error";
}

/** Apps throw texts too, and write into messages what they got. */
function maskedMessage(error: unknown): string | undefined {
  return maskMessage(error instanceof Error ? error.message : error);
}
