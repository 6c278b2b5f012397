import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { Parameters } from "./parameters.ts";
import { readTimeRange } from "./time-range.ts";

/** `GET /peek/v1/completeness` */
export async function completeness(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, ["from", "to", "service", "environment"]);
  const { from, to } = readTimeRange(parameters, clock());
  const result = await store.completeness({
    from,
    to,
    service: parameters.text("service", 256),
    environment: parameters.text("environment", 256),
  });
  return context.json(result, 200, { "cache-control": "no-store" });
}
