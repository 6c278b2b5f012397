import { Hono } from "hono";
import type { Context } from "hono";
import { authorize } from "./auth/authorize.ts";
import type { CollectorContext, CollectorEnv } from "./context.ts";
import { crossOrigin } from "./dialects/cors.ts";
import { DIALECT_ROUTES, isDialectPath } from "./dialects/routes.ts";
import { assetResponse, findAsset } from "./http/assets.ts";
import { hostGuard, isApiPath } from "./http/host-guard.ts";
import { HttpProblem } from "./http/problem.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { toProblem } from "./http/to-problem.ts";
import { ROUTES, type Route } from "./routes.ts";

const INGEST_PATHS: ReadonlySet<string> = new Set(
  ROUTES.filter(({ scope }) => scope === "ingest").map(({ path }) => path),
);

/** The collector's routes on Hono. */
export function createApp(collector: CollectorContext): Hono<CollectorEnv> {
  const { options } = collector;
  // A slash too many at the end of an address is a common slip, over which clients lose what they send.
  const app = new Hono<CollectorEnv>({ strict: false });
  app.use(securityHeaders(options.version));
  app.use(
    hostGuard({
      allowedHosts: options.allowedHosts ?? [],
      anyHost: options.mode === "production" && options.allowedHosts === undefined,
      isCrossOrigin: isDialectPath,
    }),
  );
  mountDialects(app, collector);
  for (const { method, path, scope, handle } of ROUTES) {
    app.on(method, path, authorize(scope, collector), (context) => handle(context, collector));
  }
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    app.all(path, () => {
      throw methodNotAllowed(...methods);
    });
  }
  app.notFound((context) => page(context, collector));
  app.onError((error, context) => {
    const problem = toProblem(error);
    if (problem.status >= 500 && problem.cause !== undefined) collector.reportError(problem.cause);
    const { path } = context.req;
    if (INGEST_PATHS.has(path) || isDialectPath(path)) {
      collector.refusals.add(problem.code, problem.message, collector.clock());
    }
    return problem.toResponse();
  });
  return app;
}

function mountDialects(app: Hono<CollectorEnv>, collector: CollectorContext): void {
  const cors = crossOrigin(collector);
  for (const { method, paths, handle } of DIALECT_ROUTES) {
    for (const path of paths) {
      app.use(path, cors);
      app.on(method, path, (context) =>
        collector.keyless.whileHeld(context.req.raw, () => handle(context, collector)),
      );
      app.all(path, () => {
        throw methodNotAllowed(method);
      });
    }
  }
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

function methodNotAllowed(...methods: Route["method"][]): HttpProblem {
  const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : method));
  return new HttpProblem(405, "PEEK_E_METHOD", `Use ${allow.join(", ")} here.`, {
    headers: { allow: allow.join(", ") },
  });
}
