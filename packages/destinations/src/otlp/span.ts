import type { RequestRecord } from "@peekjs/protocol";
import type { MapContext, Mapped } from "../definition.ts";
import { sha256 } from "../personal/sha256.ts";
import { keyValues } from "./any-value.ts";
import { nanoseconds, resourceOf, type OtlpPayload } from "./payload.ts";

const SERVER = 2;
const ERROR = 2;

/**
 * A request as a server span, with the names of OpenTelemetry's semantic conventions. It continues the caller's trace
 * where the request carried one. Its ids are made of the request's own: a receiver knows by them what comes again.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function mapSpan(request: RequestRecord, { id, source }: MapContext): Mapped<OtlpPayload> {
  const { method, route, timestamp, durationMs, traceId, spanId } = request;
  const digits = sha256(id);
  const record = {
    traceId: traceId ?? digits.slice(0, 32),
    spanId: digits.slice(32, 48),
    ...(traceId === undefined || spanId === undefined ? {} : { parentSpanId: spanId }),
    name: route === undefined ? method : `${method} ${route}`,
    kind: SERVER,
    startTimeUnixNano: nanoseconds(timestamp),
    endTimeUnixNano: nanoseconds(timestamp + durationMs),
    attributes: keyValues(attributesOf(request)),
    events: exceptionOf(request),
    ...(isServerError(request) ? { status: { code: ERROR } } : {}),
  };
  return { payload: { signal: "traces", resource: resourceOf(source), record } };
}

function attributesOf(request: RequestRecord): object {
  const { status, errorType } = request;
  return {
    "http.request.method": request.method,
    "http.route": request.route,
    "http.response.status_code": status,
    "url.path": request.path,
    "url.query": request.query,
    "user_agent.original": request.userAgent,
    "client.address": request.clientAddress,
    "network.protocol.version": request.protocol,
    "http.request.body.size": request.requestBytes,
    "http.response.body.size": request.responseBytes,
    "error.type":
      errorType ?? (isServerError(request) ? String(status ?? request.outcome) : undefined),
    "peek.consumer.id": request.consumer,
    "peek.consumer.name": request.consumerName,
    "peek.consumer.group": request.consumerGroup,
    "peek.outcome": request.outcome ?? "completed",
  };
}

function exceptionOf({
  errorType,
  errorMessage,
  errorStack,
  timestamp,
  durationMs,
}: RequestRecord): object[] {
  if (errorType === undefined) return [];
  const attributes = keyValues({
    "exception.type": errorType,
    "exception.message": errorMessage,
    "exception.stacktrace": errorStack,
  });
  return [{ name: "exception", timeUnixNano: nanoseconds(timestamp + durationMs), attributes }];
}

/** On server spans 4xx is no error. */
function isServerError({ status, outcome }: RequestRecord): boolean {
  return (status ?? 0) >= 500 || outcome === "server_abort";
}
