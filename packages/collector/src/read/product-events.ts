import { PRODUCT_EVENT_TYPES, type ProductEventScope } from "@peekjs/protocol";
import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { Parameters } from "./parameters.ts";
import { readStep } from "./step.ts";
import { readTimeRange } from "./time-range.ts";

const SCOPE = ["from", "to", "service", "environment", "type", "name"] as const;
const DEFAULT_PAGE = 100;
const LONGEST_PAGE = 500;
const DEFAULT_NAMES = 20;
const MOST_NAMES = 200;
const NO_STORE = { "cache-control": "no-store" };

/** `GET /peek/v1/events` */
export async function productEvents(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [...SCOPE, "limit", "cursor"]);
  const page = await store.productEvents({
    ...readScope(parameters, clock()),
    limit: parameters.integer("limit", 1, LONGEST_PAGE) ?? DEFAULT_PAGE,
    cursor: parameters.text("cursor", 512),
  });
  return context.json(page, 200, NO_STORE);
}

/** `GET /peek/v1/events/counts` */
export async function productEventCounts(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [...SCOPE, "step", "limit"]);
  const scope = readScope(parameters, clock());
  const counts = await store.productEventCounts({
    ...scope,
    step: readStep(parameters, scope),
    limit: parameters.integer("limit", 1, MOST_NAMES) ?? DEFAULT_NAMES,
  });
  return context.json(counts, 200, NO_STORE);
}

function readScope(parameters: Parameters, now: number): ProductEventScope {
  const { from, to } = readTimeRange(parameters, now);
  return {
    from,
    to,
    service: parameters.text("service", 256),
    environment: parameters.text("environment", 256),
    type: parameters.choice("type", PRODUCT_EVENT_TYPES),
    name: parameters.text("name", 256),
  };
}
