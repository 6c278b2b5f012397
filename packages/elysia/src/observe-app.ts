import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import {
  claim,
  type NodeBindings,
  observeBelow,
  observeFetch,
  watchAbove,
} from "@peekjs/core/fetch";
import { replaceRequest } from "@peekjs/core/node-http";
import { type ContextLike, nodeOf } from "./context.ts";
import { givenConsumer } from "./set-consumer.ts";

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
      "This Elysia app has aot: false, which passes wrappers over: no request is seen. Leave the option out, or wrap app.fetch with withPeek of @peekjs/fetch.",
    );
    return;
  }
  const underWay = new WeakMap<Request, RunningRequest<ContextLike>>();
  let isFirst = true;
  const wrapper = (fetch: Fetch): Fetch =>
    function (request, ...rest) {
      const handle = (): ReturnType<Fetch> => fetch(request, ...rest);
      const node = nodeOf(request);
      if (isFirst) watchAbove(mount, node);
      isFirst = false;
      if (observeBelow(mount, { request }, node)) return handle();
      if (!mount.isActive() || !claim(mount, request)) return handle();
      return observeFetch(
        mount,
        { request: { request }, raw: request, consumerOf: givenConsumer },
        (running) => {
          underWay.set(request, running);
          return handle();
        },
      );
    };
  // Elysia leaves out wrappers of the same text.
  app.wrap(withText(wrapper, `@peekjs/elysia ${++mounts}`));
  const keepContext = (context: ContextLike): void => {
    const running = underWay.get(context.request);
    if (running !== undefined) running.request = context;
    const node = nodeOf(context.request) as { res: NodeBindings["outgoing"] } | undefined;
    if (node !== undefined) replaceRequest(mount, node.res, context);
  };
  app.onRequest(withText(keepContext, "() => {}"));
  app.onTransform(
    { as: "global" },
    withText(() => {}, `({ ${NEEDED} }) => {}`),
  );
}

/** What the record and the functions of options ask of a context that Elysia fills in by need. */
const NEEDED = "route, path, url, query, headers, server";

/**
 * Elysia reads in the text of hooks what to fill in: of one that hands its context on, everything. It would then parse
 * bodies that handlers want to read themselves, and refuse those that it cannot parse.
 */
function withText<Hook extends object>(hook: Hook, text: string): Hook {
  return Object.assign(hook, { toString: () => text });
}
