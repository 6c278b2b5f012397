import { type HistogramData, histogramProblem } from "../histogram.ts";
import { TEXT_LIMITS } from "../limits.ts";
import { OUTCOMES, type Outcome } from "../request-record.ts";
import type { RequestSummary } from "../summary.ts";
import { truncate } from "../truncate.ts";
import { type Clock, correctTime, describeTime, readTime } from "./clock.ts";
import { isCount, isGiven, isObject, show } from "./json-object.ts";
import type { Rejection } from "./rejections.ts";

/** A thousand consumers and the others together. */
const MOST_CONSUMERS = 1_001;

/** Stores count requests in 32 bits. */
const MOST_REQUESTS = 4_294_967_295;

/** A summary as it is kept, or why it is not. */
export function readSummary(value: unknown, clock: Clock): RequestSummary | Rejection {
  if (!isObject(value))
    return refuse("PEEK_E_TYPE", `a summary must be an object, got ${show(value)}`);
  const { method, route, status, outcome, count, requestBytes = 0, responseBytes = 0 } = value;
  const from = correctTime(readTime(value["from"]), clock);
  if (Number.isNaN(from)) return refuse("PEEK_E_TIMESTAMP", describeTime("from", value["from"]));
  const to = correctTime(readTime(value["to"]), clock);
  if (Number.isNaN(to)) return refuse("PEEK_E_TIMESTAMP", describeTime("to", value["to"]));
  if (to < from) return refuse("PEEK_E_TIMESTAMP", "to must not lie before from");
  if (!isText(method)) return expected("method", "text", method);
  if (isGiven(route) && typeof route !== "string") return expected("route", "text", route);
  if (isGiven(status) && !isStatus(status)) {
    return refuse("PEEK_E_STATUS_RANGE", `status must be 100–599, got ${show(status)}`);
  }
  if (isGiven(outcome) && !OUTCOMES.includes(outcome as Outcome)) {
    return expected("outcome", `one of ${OUTCOMES.join(", ")}`, outcome);
  }
  if (!isCount(count) || count === 0 || count > MOST_REQUESTS) {
    return expected("count", `a whole number from 1 to ${MOST_REQUESTS}`, count);
  }
  if (!isCount(requestBytes)) return expected("requestBytes", "a whole number ≥ 0", requestBytes);
  if (!isCount(responseBytes))
    return expected("responseBytes", "a whole number ≥ 0", responseBytes);
  const durationMs = readHistogram(value["durationMs"], count);
  if ("code" in durationMs) return durationMs;
  const consumers = readConsumers(value["consumers"], count);
  if ("code" in consumers) return consumers;
  return {
    from,
    to,
    method: truncate(method, TEXT_LIMITS.method),
    ...(isText(route) && { route: truncate(route, TEXT_LIMITS.route) }),
    ...(isStatus(status) && { status }),
    ...(isText(outcome) && { outcome: outcome as Outcome }),
    count,
    requestBytes,
    responseBytes,
    durationMs,
    consumers,
  };
}

function readHistogram(value: unknown, count: number): HistogramData | Rejection {
  if (!isObject(value)) return expected("durationMs", "a histogram", value);
  const { scale, zeros = 0, offset, counts } = value;
  const data = { scale, zeros, offset, counts } as HistogramData;
  const problem = histogramProblem(data);
  if (problem !== undefined) return refuse("PEEK_E_HISTOGRAM", `durationMs: ${problem}`);
  const total = data.counts.reduce((sum, entry) => sum + entry, data.zeros);
  if (total > count) {
    return refuse("PEEK_E_HISTOGRAM", `durationMs counts ${total} of ${count} requests`);
  }
  return data;
}

function readConsumers(value: unknown, count: number): RequestSummary["consumers"] | Rejection {
  if (!isGiven(value)) return [];
  if (!Array.isArray(value) || value.length > MOST_CONSUMERS) {
    return expected("consumers", `an array of at most ${MOST_CONSUMERS} entries`, value);
  }
  const consumers: RequestSummary["consumers"] = [];
  let total = 0;
  for (const entry of value as unknown[]) {
    if (!Array.isArray(entry) || !isText(entry[0]) || !isCount(entry[1])) {
      return expected("consumers", "an array of [id, count]", entry);
    }
    total += entry[1];
    consumers.push([truncate(entry[0], TEXT_LIMITS.consumer), entry[1]]);
  }
  if (total > count) return refuse("PEEK_E_VALUE", `consumers count ${total} of ${count} requests`);
  return consumers;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isStatus(value: unknown): value is number {
  return isCount(value) && value >= 100 && value <= 599;
}

function expected(field: string, form: string, value: unknown): Rejection {
  return refuse("PEEK_E_VALUE", `${field} must be ${form}, got ${show(value)}`);
}

function refuse(code: string, detail: string): Rejection {
  return { code, detail };
}
