import type { Context } from "hono";
import type { IngestContext, CollectorEnv } from "../context.ts";

/**
 * An endpoint of another vendor's protocol. It finds the key where that vendor's clients put it, so that it checks it
 * itself, by `authenticate`, before it keeps anything. Pages of other origins may use it.
 */
export interface DialectRoute {
  method: "GET" | "POST";
  paths: readonly string[];
  handle: (
    context: Context<CollectorEnv>,
    collector: IngestContext,
  ) => Response | Promise<Response>;
}
