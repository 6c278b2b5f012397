import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";

/** `GET /healthz`: the process is alive, and is peek. */
export function healthz(context: Context, { options }: CollectorContext): Response {
  const body = { status: "ok", name: "peek", version: options.version, mode: options.mode };
  return context.json(body, 200, { "cache-control": "no-store" });
}

/** `GET /readyz`: the store answers. */
export async function readyz(
  context: Context,
  { store, closed }: CollectorContext,
): Promise<Response> {
  const notReady = (detail: string, cause?: unknown): HttpProblem =>
    new HttpProblem(503, "PEEK_E_NOT_READY", detail, { headers: { "retry-after": "5" }, cause });
  if (closed) throw notReady("The collector is shutting down.");
  try {
    await store.status();
  } catch (error) {
    throw notReady("The store does not answer.", error);
  }
  return context.json({ status: "ok" }, 200, { "cache-control": "no-store" });
}
