import type { Mount, RunningRequest } from "@peekjs/core/adapter";
import { claim, type NodeBindings, observeBelow, observeFetch } from "@peekjs/core/fetch";
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
  const wrapper = (fetch: Fetch): Fetch =>
    function (request, ...rest) {
      const handle = (): ReturnType<Fetch> => fetch(request, ...rest);
      if (observeBelow(mount, { request }, nodeOf(request))) return handle();
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
  const id = ++mounts;
  app.wrap(Object.assign(wrapper, { toString: () => `@peekjs/elysia ${id}` }));
  app.onRequest((context: ContextLike) => {
    const running = underWay.get(context.request);
    if (running !== undefined) running.request = context;
    const node = nodeOf(context.request) as { res: NodeBindings["outgoing"] } | undefined;
    if (node !== undefined) replaceRequest(mount, node.res, context);
  });
  // Elysia reads the text of hooks: one that names the route has it in the context.
  app.onTransform({ as: "global" }, ({ route }: ContextLike) => void route);
}
