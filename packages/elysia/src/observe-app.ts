import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import { createObserver, nodeEnvironment, replaceRequest, watchReturned } from "@peekjs/core/fetch";
import type { ContextLike } from "./context.ts";

type Fetch = (request: Request, ...rest: unknown[]) => Response | Promise<Response>;

/** What of an app is used; its own types say the same at great length. */
interface ObservedApp {
  readonly config: { readonly aot?: boolean };
  wrap(wrapper: (fetch: any) => any): unknown;
  onRequest(hook: (context: any) => void): unknown;
  onTransform(options: { as: "global" }, hook: (context: any) => void): unknown;
}

let mounts = 0;

/** Observes all that an app is asked; what it answers passes as it is. */
export function observeApp(mount: Mount<ContextLike>, app: ObservedApp): void {
  if (app.config.aot === false) {
    mount.diagnose(
      "PEEK_W_NO_AOT",
      "With aot: false no request is seen. Remove it, or use withPeek(app.fetch) of @peekjs/fetch.",
    );
    return;
  }
  const underWay = new WeakMap<Request, RunningRequest<ContextLike>>();
  const observeRequest = createObserver<ContextLike>(mount, { watch: watchReturned });
  const wrapper = (fetch: Fetch): Fetch =>
    function (request, ...rest) {
      // The app knows Bun's server.
      const env = nodeEnvironment(request) ?? app;
      return observeRequest({ request }, request, env, (running) => {
        if (running) underWay.set(request, running);
        return fetch(request, ...rest);
      });
    };
  // Elysia takes wrappers of the same source text for one.
  app.wrap(withText(wrapper, `@peekjs/elysia ${++mounts}`));
  const keepContext = (context: ContextLike): void => {
    const { request } = context;
    const running = underWay.get(request);
    if (running) running.request = context;
    else replaceRequest(mount, nodeEnvironment(request), context);
  };
  app.onRequest(withText(keepContext, "() => {}"));
  // What the record and the functions of options ask of a context that Elysia fills in by need.
  app.onTransform(
    { as: "global" },
    withText(() => {}, "({ route, path, url, query, headers, server }) => {}"),
  );
}

/**
 * Elysia reads in the text of hooks what to fill in: of one that hands its context on, everything. It would then parse
 * bodies that handlers want to read themselves, and refuse those that it cannot parse.
 */
function withText<Hook extends object>(hook: Hook, text: string): Hook {
  hook.toString = () => text;
  return hook;
}
