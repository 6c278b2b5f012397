import type { Context, MiddlewareHandler } from "hono";
import type { IngestContext, CollectorEnv } from "../context.ts";
import { checkKey } from "./check-key.ts";
import type { KeyKind } from "./key-registry.ts";
import { bearerToken } from "./sent-key.ts";

/** Who may use a route: anybody, holders of a write key, of a read or admin key, or of an admin key. */
export type Scope = "public" | "ingest" | "read" | "admin";

const KINDS: Record<Exclude<Scope, "public">, readonly KeyKind[]> = {
  ingest: ["w"],
  read: ["r", "a"],
  admin: ["a"],
};

/** Lets a request through to a route of the given scope: outside production always, else with the right key. */
export function authorize(scope: Scope, collector: IngestContext): MiddlewareHandler<CollectorEnv> {
  return async (context, next) => {
    if (scope !== "public" && collector.options.mode === "production") {
      const key = sentKey(context, scope);
      context.set("key", await checkKey(key, KINDS[scope], collector));
    }
    await next();
  };
}

/** Whether a request that was let in may do what needs the scope `admin`: everybody may where no keys are needed. */
export function mayAdminister(context: Context<CollectorEnv>): boolean {
  const key = context.get("key");
  return key === undefined || KINDS.admin.includes(key.kind);
}

function sentKey(context: Context, scope: Scope): string | undefined {
  const header = scope === "ingest" ? context.req.header("x-api-key") : undefined;
  return bearerToken(context) ?? header;
}
