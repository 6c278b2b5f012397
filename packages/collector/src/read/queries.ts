import type { Metric, Timeseries } from "@peekjs/protocol";
import { DIMENSIONS, METRICS, TOP_ORDERS } from "@peekjs/protocol";
import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { Parameters } from "./parameters.ts";
import { FILTER_PARAMETERS, readFilter } from "./read-filter.ts";
import { readStep } from "./step.ts";
import { readTimeRange } from "./time-range.ts";

const RANGE_PARAMETERS = ["from", "to", ...FILTER_PARAMETERS] as const;
const DEFAULT_METRICS: Metric[] = ["requests"];
const DEFAULT_TOP_LIMIT = 50;
const MOST_TOP_ROWS = 1_000;
const DEFAULT_PAGE = 100;
const LONGEST_PAGE = 500;

/** `GET /peek/v1/timeseries` */
export async function timeseries(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [
    ...RANGE_PARAMETERS,
    "step",
    "metrics",
    "by",
  ]);
  const now = clock();
  const { from, to, absolute } = readTimeRange(parameters, now);
  const step = readStep(parameters, { from, to });
  const result: Timeseries = await store.timeseries({
    from,
    to,
    step,
    metrics: parameters.list("metrics", METRICS) ?? DEFAULT_METRICS,
    by: parameters.choice("by", DIMENSIONS),
    filter: readFilter(parameters),
  });
  // Only a range that lies in the past by itself answers alike for a while.
  const closed = absolute && to + step <= now;
  const maxAge = Math.floor(step / 1_000);
  context.header("Cache-Control", closed ? `private, max-age=${maxAge}` : "no-store");
  return context.json(result);
}

/** `GET /peek/v1/top` */
export async function top(context: Context, { store, clock }: CollectorContext): Promise<Response> {
  const parameters = new Parameters(context.req.url, [
    ...RANGE_PARAMETERS,
    "dimension",
    "order",
    "limit",
  ]);
  const { from, to } = readTimeRange(parameters, clock());
  const result = await store.top({
    from,
    to,
    dimension: parameters.choice("dimension", DIMENSIONS) ?? "endpoint",
    order: parameters.choice("order", TOP_ORDERS) ?? "requests",
    limit: parameters.integer("limit", 1, MOST_TOP_ROWS) ?? DEFAULT_TOP_LIMIT,
    filter: readFilter(parameters),
  });
  return context.json(result, 200, { "cache-control": "no-store" });
}

/** `GET /peek/v1/requests` */
export async function requests(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [...RANGE_PARAMETERS, "limit", "cursor"]);
  const { from, to } = readTimeRange(parameters, clock());
  const page = await store.requests({
    from,
    to,
    filter: readFilter(parameters),
    limit: parameters.integer("limit", 1, LONGEST_PAGE) ?? DEFAULT_PAGE,
    cursor: parameters.text("cursor", 512),
  });
  return context.json(page, 200, { "cache-control": "no-store" });
}

/** `GET /peek/v1/services` */
export async function services(context: Context, { store }: CollectorContext): Promise<Response> {
  return context.json(await store.services(), 200, { "cache-control": "no-store" });
}
