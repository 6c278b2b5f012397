import type { Context } from "hono";
import type { CollectorContext } from "../context.ts";
import { HttpProblem } from "../http/problem.ts";

/** `GET /healthz`: the process is alive, and is peek. */
export function healthz(context: Context, { options }: CollectorContext): Response {
  const body = { status: "ok", name: "peek", version: options.version, mode: options.mode };
  return context.json(body, 200, { "cache-control": "no-store" });
}

/** What a store's error is to those who may not know its folders. */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["PEEK_E_STORE_WRITE", "The store cannot be written."],
  ["PEEK_E_STORE_SPACE", "The store's disk is almost full."],
]);

/** `GET /readyz`: the store answers, and in time, and can be written. */
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
    await Promise.race([Promise.all([store.status(), store.checkWritable?.()]), late]);
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    throw notReady(REASONS.get(code) ?? "The store does not answer.", error);
  } finally {
    clearTimeout(timer);
  }
  return context.json({ status: "ok" }, 200, { "cache-control": "no-store" });
}

function notReady(detail: string, cause?: unknown): HttpProblem {
  const more = cause === undefined ? "" : " The collector's log says more.";
  return new HttpProblem(503, "PEEK_E_NOT_READY", `${detail}${more}`, {
    headers: { "retry-after": "5" },
    cause,
  });
}
