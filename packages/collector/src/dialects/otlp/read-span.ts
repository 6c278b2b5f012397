import { isObject, type JsonObject } from "../read-json.ts";
import { type Attributes, listOf, numberOf, readAttributes, textOf } from "./attributes.ts";

const SERVER: readonly unknown[] = [2, "2", "SPAN_KIND_SERVER"];

/**
 * The request that a span reports, with our names; undefined for a span that is not that of an HTTP server. Attributes
 * have the names of OpenTelemetry's conventions, the stable ones first.
 */
export function readSpan(span: JsonObject): JsonObject | undefined {
  if (!SERVER.includes(span["kind"])) return undefined;
  const attributes = readAttributes(span);
  const method = textOf(
    attributes,
    "http.request.method_original",
    "http.request.method",
    "http.method",
  );
  if (method === undefined) return undefined;
  const start = milliseconds(span["startTimeUnixNano"]);
  const end = milliseconds(span["endTimeUnixNano"]);
  return {
    timestamp: start,
    method,
    route: textOf(attributes, "http.route"),
    path: pathOf(attributes),
    status: numberOf(attributes, "http.response.status_code", "http.status_code"),
    durationMs: Math.max(0, Math.round((end - start) * 1_000) / 1_000),
    requestBytes: numberOf(attributes, "http.request.body.size", "http.request_content_length"),
    responseBytes: numberOf(attributes, "http.response.body.size", "http.response_content_length"),
    consumer: textOf(attributes, "enduser.id", "user.id"),
    protocol: textOf(attributes, "network.protocol.version", "http.flavor"),
    userAgent: textOf(attributes, "user_agent.original", "http.user_agent"),
    traceId: idOf(span["traceId"]),
    spanId: idOf(span["spanId"]),
    ...readException(span),
  };
}

/** When a span ended, milliseconds since 1970. */
export function endOf(span: JsonObject): number {
  return milliseconds(span["endTimeUnixNano"]);
}

/** Never with its query, whose values may be personal data. */
function pathOf(attributes: Attributes): string | undefined {
  const target = textOf(attributes, "url.path", "http.target", "url.full", "http.url");
  return target?.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0];
}

function readException(span: JsonObject): JsonObject {
  const event = listOf(span, "events").findLast(({ name }) => name === "exception");
  if (!isObject(event)) return {};
  const attributes = readAttributes(event);
  return {
    errorType: textOf(attributes, "exception.type"),
    errorMessage: textOf(attributes, "exception.message"),
    errorStack: textOf(attributes, "exception.stacktrace"),
  };
}

/** Of nanoseconds, as text or as a number; NaN where it is neither. */
function milliseconds(value: unknown): number {
  if (typeof value === "number") return value / 1e6;
  if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) return Number.NaN;
  const nanoseconds = BigInt(value);
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && /[^0]/.test(value) ? value : undefined;
}
