import { Hono } from "hono";
import type { Context } from "hono";
import { authorize } from "./auth/authorize.ts";
import type { CollectorContext, CollectorEnv } from "./context.ts";
import { assetResponse, findAsset } from "./http/assets.ts";
import { hostGuard, isApiPath } from "./http/host-guard.ts";
import { HttpProblem } from "./http/problem.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { toProblem } from "./http/to-problem.ts";
import { ROUTES } from "./routes.ts";

/** The collector's routes on Hono. */
export function createApp(collector: CollectorContext): Hono<CollectorEnv> {
  const { options } = collector;
  const app = new Hono<CollectorEnv>();
  app.use(securityHeaders(options.version));
  app.use(
    hostGuard({
      allowedHosts: options.allowedHosts ?? [],
      anyHost: options.mode === "production" && options.allowedHosts === undefined,
    }),
  );
  for (const { method, path, scope, handle } of ROUTES) {
    app.on(method, path, authorize(scope, collector), (context) => handle(context, collector));
    app.all(path, () => {
      throw methodNotAllowed(method);
    });
  }
  app.notFound((context) => page(context, collector));
  app.onError((error, context) => {
    const problem = toProblem(error);
    if (problem.status >= 500 && problem.cause !== undefined) collector.reportError(problem.cause);
    if (context.req.path.startsWith("/v1/")) {
      collector.refusals.add(problem.code, problem.message, collector.clock());
    }
    return problem.toResponse();
  });
  return app;
}

function page(context: Context, { options }: CollectorContext): Response {
  const { method } = context.req;
  if (!isApiPath(context.req.path)) {
    if (method !== "GET" && method !== "HEAD") throw methodNotAllowed("GET");
    const accept = context.req.header("accept") ?? "";
    const asset = options.assets && findAsset(options.assets, context.req.path, accept);
    if (asset !== undefined) return assetResponse(asset);
  }
  const path = context.req.path.slice(0, 200);
  throw new HttpProblem(404, "PEEK_E_NOT_FOUND", `Nothing is at ${path} on this peek collector.`);
}

function methodNotAllowed(method: "GET" | "POST"): HttpProblem {
  const allow = method === "GET" ? "GET, HEAD" : method;
  return new HttpProblem(405, "PEEK_E_METHOD", `Use ${allow} here.`, { headers: { allow } });
}
