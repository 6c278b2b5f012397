import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";

/** `GET /healthz`: the process is alive, and is peek. */
export function healthz(context: Context, { options }: CollectorContext): Response {
  const body = { status: "ok", name: "peek", version: options.version, mode: options.mode };
  return context.json(body, 200, { "cache-control": "no-store" });
}

/** `GET /readyz`: the store answers, and in time. */
export async function readyz(
  context: Context,
  { store, limits, closed }: CollectorContext,
): Promise<Response> {
  if (closed) throw notReady("The collector is shutting down.");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const cause = new Error(`The store gave no answer within ${limits.readyTimeout} ms.`);
    timer = setTimeout(() => reject(cause), limits.readyTimeout);
  });
  try {
    await Promise.race([store.status(), late]);
  } catch (error) {
    throw notReady("The store does not answer.", error);
  } finally {
    clearTimeout(timer);
  }
  return context.json({ status: "ok" }, 200, { "cache-control": "no-store" });
}

function notReady(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem(503, "PEEK_E_NOT_READY", detail, {
    headers: { "retry-after": "5" },
    cause,
  });
}
