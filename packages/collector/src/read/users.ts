import type { UserErasure } from "@peekjs/protocol";
import type { Context } from "hono";
import { noteAudit } from "../auth/audit.ts";
import type { CollectorContext, CollectorEnv } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";
import { badParameter, Parameters } from "./parameters.ts";
import { readTimeRange } from "./time-range.ts";

const DEFAULT_PAGE = 100;
const LONGEST_PAGE = 500;
const NO_STORE = { "cache-control": "no-store" };

/** `GET /peek/v1/users` */
export async function user(context: Context, { store }: CollectorContext): Promise<Response> {
  const id = readId(new Parameters(context.req.url, ["id"]));
  const profile = await store.user(id);
  if (profile === undefined) throw unknownUser();
  return context.json(profile, 200, NO_STORE);
}

/** `GET /peek/v1/users/timeline` */
export async function userTimeline(
  context: Context,
  { store, clock }: CollectorContext,
): Promise<Response> {
  const known = ["id", "from", "to", "service", "environment", "limit", "cursor"];
  const parameters = new Parameters(context.req.url, known);
  const { from, to } = readTimeRange(parameters, clock());
  const timeline = await store.userTimeline({
    id: readId(parameters),
    from,
    to,
    service: parameters.text("service", 256),
    environment: parameters.text("environment", 256),
    limit: parameters.integer("limit", 1, LONGEST_PAGE) ?? DEFAULT_PAGE,
    cursor: parameters.text("cursor", 512),
  });
  return context.json(timeline, 200, NO_STORE);
}

/** `DELETE /peek/v1/users` */
export async function eraseUser(
  context: Context<CollectorEnv>,
  collector: CollectorContext,
): Promise<Response> {
  const user = readId(new Parameters(context.req.url, ["id"]));
  try {
    const erasure = await erase(user, collector);
    await noteAudit(context, collector, { action: "user.erased", user });
    return context.json(erasure, 200, NO_STORE);
  } catch (error) {
    await noteAudit(context, collector, { action: "user.erasure_failed", user });
    throw error;
  }
}

async function erase(
  id: string,
  { store, forwarder, live, reportError }: CollectorContext,
): Promise<UserErasure> {
  // First while the store still knows under which ids: should this fail, the next try finds them again.
  const profile = await store.user(id);
  const known = [id, ...(profile?.userIds ?? []), ...(profile?.anonymousIds ?? [])];
  await store.checkErasure?.(id);
  const forget = async (ids: readonly string[]): Promise<number> => {
    live.forget(ids);
    return (await forwarder?.erase(ids)) ?? 0;
  };
  const before = await forget(known);
  const erasure = await store.eraseUser(id).catch(async (error: unknown) => {
    // It may have deleted much before it failed: the next try does not know all ids any more.
    await forget(known).catch(reportError);
    throw error;
  });
  // What came between.
  const queued = before + (await forget([...known, ...erasure.ids]));
  return { ...erasure, queued };
}

export function readId(parameters: Parameters): string {
  const id = parameters.id("id");
  if (id === undefined) throw badParameter("id", "id is missing: give any id of the user.");
  return id;
}

export function unknownUser(): HttpProblem {
  return new HttpProblem(404, "PEEK_E_USER", "Nothing is kept of a user with this id.");
}
