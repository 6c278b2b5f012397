import {
  SESSION_DIMENSIONS,
  SESSION_ORDERS,
  type SessionDimension,
  type SessionScope,
} from "@peekjs/protocol";
import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { badParameter, Parameters } from "./parameters.ts";
import { readStep } from "./step.ts";
import { readTimeRange } from "./time-range.ts";

const SCOPE = ["from", "to", "service", "environment", "user", ...SESSION_DIMENSIONS] as const;
const DIRECTIONS = ["descending", "ascending"] as const;
const DEFAULT_PAGE = 100;
const LONGEST_PAGE = 500;
const DEFAULT_GROUPS = 20;
const MOST_GROUPS = 200;
/** Characters; a cursor holds the ids of a session, its service and its environment. */
const LONGEST_CURSOR = 4_096;
const NO_STORE = { "cache-control": "no-store" };

/** `GET /peek/v1/sessions` */
export async function sessions(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [
    ...SCOPE,
    "order",
    "direction",
    "limit",
    "cursor",
  ]);
  const page = await store.sessions({
    ...readScope(parameters, clock()),
    order: parameters.choice("order", SESSION_ORDERS) ?? "startedAt",
    ascending: parameters.choice("direction", DIRECTIONS) === "ascending",
    limit: parameters.integer("limit", 1, LONGEST_PAGE) ?? DEFAULT_PAGE,
    cursor: parameters.text("cursor", LONGEST_CURSOR),
  });
  return context.json(page, 200, NO_STORE);
}

/** `GET /peek/v1/sessions/summary` */
export async function sessionSummary(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const parameters = new Parameters(context.req.url, [...SCOPE, "step", "by", "limit"]);
  const scope = readScope(parameters, clock());
  const summary = await store.sessionSummary({
    ...scope,
    step: readStep(parameters, scope),
    by: parameters.choice("by", SESSION_DIMENSIONS) ?? "source",
    limit: parameters.integer("limit", 1, MOST_GROUPS) ?? DEFAULT_GROUPS,
  });
  return context.json(summary, 200, NO_STORE);
}

/** `GET /peek/v1/sessions/timeline` */
export async function sessionTimeline(
  context: Context,
  { store }: CollectorContext,
): Promise<Response> {
  const known = ["id", "service", "environment", "limit", "cursor"];
  const parameters = new Parameters(context.req.url, known);
  const id = parameters.id("id");
  if (id === undefined) throw badParameter("id", "id is missing: that of the session.");
  const timeline = await store.sessionTimeline({
    id,
    service: parameters.text("service", 256),
    environment: parameters.text("environment", 256),
    limit: parameters.integer("limit", 1, LONGEST_PAGE) ?? DEFAULT_PAGE,
    cursor: parameters.text("cursor", 512),
  });
  if (timeline !== undefined) return context.json(timeline, 200, NO_STORE);
  throw new HttpProblem(404, "PEEK_E_SESSION", "Nothing is kept of a session with this id.");
}

function readScope(parameters: Parameters, now: number): SessionScope {
  const { from, to } = readTimeRange(parameters, now);
  const where: Partial<Record<SessionDimension, string>> = {};
  for (const dimension of SESSION_DIMENSIONS) {
    const value = parameters.text(dimension);
    if (value !== undefined) where[dimension] = value;
  }
  return {
    from,
    to,
    service: parameters.text("service", 256),
    environment: parameters.text("environment", 256),
    user: parameters.id("user"),
    where,
  };
}
