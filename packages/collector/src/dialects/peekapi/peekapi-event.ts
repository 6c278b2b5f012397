import { ATTRIBUTE_LIMITS, truncate } from "@peekjs/protocol";
import { parseTime } from "../event-time.ts";
import { isObject, type JsonObject } from "../read-json.ts";

/**
 * A request as PeekAPI's clients report it, with our names. Nothing is checked here: what is no object stays as it
 * is, so that the decoder refuses it with its reason.
 */
export function fromPeekApi(event: unknown, receivedAt: number): unknown {
  if (!isObject(event)) return event;
  return {
    timestamp: readTime(event["timestamp"] ?? receivedAt),
    method: event["method"],
    ...readPath(event),
    status: readStatus(event),
    durationMs: event["response_time_ms"],
    requestBytes: event["request_size"],
    responseBytes: event["response_size"],
    consumer: event["consumer_id"],
    metadata: flatten(event["metadata"]),
  };
}

/** A text may have no offset, as Python's own times: it is UTC then. One that is no time stays, to be refused. */
function readTime(timestamp: unknown): unknown {
  const time = typeof timestamp === "string" ? parseTime(timestamp) : Number.NaN;
  return Number.isNaN(time) ? timestamp : time;
}

/**
 * Python's middleware says 0 where it saw no answer begin. Where none followed, the app has failed, and its ASGI server
 * answers with 500; else nobody knows what it was.
 */
function readStatus({ status_code: status, response_size: size }: JsonObject): unknown {
  if (status !== 0) return status;
  return size === 0 ? 500 : undefined;
}

/** PeekAPI's metadata may be anything: what is within becomes JSON text, what is no number null, what is too much is left out. */
function flatten(metadata: unknown): JsonObject | undefined {
  if (!isObject(metadata)) return undefined;
  const entries = Object.entries(metadata).slice(0, ATTRIBUTE_LIMITS.count);
  return Object.fromEntries(
    entries.map(([key, value]) => [truncate(key, ATTRIBUTE_LIMITS.key), plainValue(value)]),
  );
}

/** A whole number of Python's may be too large for one of ours. */
function plainValue(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** A parameter of a route, as Express, Fastify, Koa and NestJS, or as Hapi write it. */
const PARAMETER = /\/(?::\w|\{\w)/;

/**
 * The clients for Node report the template of the route where one matched, else the path. Query values may be personal
 * data: they are sent only when asked for, and kept nowhere.
 */
function readPath({ path, status_code: status }: JsonObject): JsonObject {
  if (typeof path !== "string") return { path };
  const withoutQuery = asSent(path.split(/[?#]/, 1)[0]!);
  const isRoute = PARAMETER.test(withoutQuery) && status !== 404;
  return isRoute ? { route: withoutQuery } : { path: withoutQuery };
}

const BEYOND_ASCII = /[\u0080-\u00ff]/;
const BEYOND_LATIN = /[\u0100-\uffff]/;
const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** Python's WSGI has the bytes of a path as Latin-1, and the client reports it so. What is no UTF-8 was meant as it is. */
function asSent(path: string): string {
  if (!BEYOND_ASCII.test(path) || BEYOND_LATIN.test(path)) return path;
  try {
    return UTF_8.decode(Uint8Array.from(path, (letter) => letter.charCodeAt(0)));
  } catch {
    return path;
  }
}
