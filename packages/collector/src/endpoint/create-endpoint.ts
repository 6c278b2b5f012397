import type { AppendResult } from "@peekjs/protocol";
import { Semaphore } from "@peekjs/protocol/internal";
import { type Context, Hono } from "hono";
import type { CollectorEnv, IngestContext } from "../context.ts";
import { crossOrigin } from "../dialects/cors.ts";
import { ContentKeys } from "../dialects/content-keys.ts";
import type { DialectRoute } from "../dialects/dialect-route.ts";
import { DIALECT_ROUTES } from "../dialects/routes.ts";
import { ingestPayload, strictly } from "../dialects/unisights/ingest-payload.ts";
import { authorize } from "../auth/authorize.ts";
import { errorReporter } from "../error-reporter.ts";
import { ByteBudget } from "../http/byte-budget.ts";
import { HttpProblem } from "../http/problem.ts";
import { toProblem } from "../http/to-problem.ts";
import { ingestNative } from "../ingest/ingest-native.ts";
import type { ReadBatch } from "../ingest/keep-batch.ts";
import { Patience } from "../ingest/patience.ts";
import { RefusalLog } from "../ingest/refusal-log.ts";
import { DEFAULT_LIMITS } from "../options.ts";
import { BackgroundWork, type ExecutionContext } from "./background-work.ts";
import { checkOptions } from "./check-options.ts";
import type { EndpointOptions } from "./endpoint-options.ts";
import { nodeHandler, type NodeHandler } from "./node-handler.ts";
import { receivedBatch } from "./received-batch.ts";

/** An ingest endpoint for an app of yours: what arrives goes to your handler. */
export interface Endpoint {
  /** Answers one request. `execution` is what edge runtimes give, for work after the answer. */
  fetch: (
    request: Request,
    env?: unknown,
    execution?: ExecutionContext,
  ) => Response | Promise<Response>;
  /** The same as a middleware of Node's servers, Express and others of its kind. */
  node: NodeHandler;
  /** Resolves when everything that was acknowledged is handled. */
  close: () => Promise<void>;
}

export function createEndpoint(options: EndpointOptions): Endpoint {
  checkOptions(options);
  const { background = false, debug = false, clock = Date.now } = options;
  const reportError = errorReporter(options.onError);
  const mountPath = (options.path ?? "").replace(/\/+$/, "");
  const work = new BackgroundWork(reportError);
  const size = options.maxPayloadSize ?? DEFAULT_LIMITS.inflatedBytes;
  const shared: Omit<IngestContext, "keep"> = {
    options: {
      mode: options.keys ? "production" : "development",
      keys: options.keys,
      allowedOrigins: options.allowedOrigins ?? ["*"],
    },
    limits: { ...DEFAULT_LIMITS, bodyBytes: size, inflatedBytes: size },
    clock,
    refusals: new RefusalLog(),
    inflations: new Semaphore(DEFAULT_LIMITS.inflations),
    keyless: new ByteBudget(Math.max(DEFAULT_LIMITS.keylessBytes, 2 * size)),
    patience: new Patience(),
    reportError,
    contentKeys: new ContentKeys(async (keys) => keys.map(() => undefined)),
  };
  const contextFor = (
    request: Request,
    execution: ExecutionContext | undefined,
  ): IngestContext => ({
    ...shared,
    keep: async (batch: ReadBatch): Promise<AppendResult> => {
      const received = receivedBatch(batch);
      const { events, requests, summaries } = received;
      const accepted = events.length + requests.length + summaries.length;
      const result: AppendResult = { accepted, duplicates: 0, fresh: [], freshEvents: [] };
      if (accepted === 0) return result;
      const handle = async (): Promise<void> => options.handler(received, request);
      if (background) work.add(handle, execution);
      else await handled(handle, debug);
      return result;
    },
  });

  const app = new Hono<CollectorEnv>({ strict: false }).basePath(
    mountPath === "" ? "/" : mountPath,
  );
  const cors = crossOrigin({ ...shared, keep: unused });
  const routes: DialectRoute[] = [
    { method: "POST", paths: ["/"], handle: ingestPayload },
    ...DIALECT_ROUTES,
  ];
  const strict = strictly(options);
  for (const { method, paths, handle } of routes) {
    const checked = handle === ingestPayload ? strict : handle;
    for (const path of paths) {
      app.use(path, cors);
      app.on(method, path, async (context) => {
        const collector = contextFor(context.req.raw, executionOf(context));
        const answer = await shared.keyless.whileHeld(context.req.raw, () =>
          checked(context, collector),
        );
        return acknowledged(answer, background);
      });
      app.all(path, () => {
        throw methodNotAllowed(method);
      });
    }
  }
  app.post("/v1/ingest", authorize("ingest", { ...shared, keep: unused }), (context) =>
    ingestNative(context, contextFor(context.req.raw, executionOf(context))),
  );
  app.notFound(() => {
    throw new HttpProblem(404, "PEEK_E_NOT_FOUND", "Nothing is at this path of the endpoint.");
  });
  app.onError((error) => {
    const problem = toProblem(error);
    if (problem.status >= 500 && problem.cause !== undefined) reportError(problem.cause);
    return problem.toResponse();
  });
  const fetch: Endpoint["fetch"] = (request, _env, execution) => app.fetch(request, { execution });
  const node = nodeHandler(
    (request, takenOff) => app.fetch(request, { takenOff }),
    mountPath,
    reportError,
  );
  return { fetch, node, close: () => work.settled() };
}

function executionOf(context: Context<CollectorEnv>): ExecutionContext | undefined {
  return (context.env as { execution?: ExecutionContext } | undefined)?.execution;
}

function unused(): never {
  throw new Error("Nothing is kept while a request is let in.");
}

async function handled(handle: () => Promise<void>, debug: boolean): Promise<void> {
  try {
    await handle();
  } catch (cause) {
    const reason = debug ? `: ${String(cause)}` : ". Its log says why.";
    throw new HttpProblem(500, "PEEK_E_HANDLER", `The handler of this endpoint failed${reason}`, {
      retryable: true,
      cause,
    });
  }
}

/** What is only queued is answered with 202. */
function acknowledged(response: Response, background: boolean): Response {
  if (!background || response.status !== 200) return response;
  return new Response(response.body, { status: 202, headers: response.headers });
}

function methodNotAllowed(allow: string): HttpProblem {
  return new HttpProblem(405, "PEEK_E_METHOD", `Use ${allow} here.`, { headers: { allow } });
}
