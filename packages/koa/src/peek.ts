import { peekFromEnvironment } from "@peekjs/core";
import { type Adapter, passUncalled, type Peek } from "@peekjs/core/adapter";
import {
  createRoutedMount,
  observe,
  type RoutedMountOptions,
  setHandled,
  watchServersOf,
} from "@peekjs/core/node-http";
import type { Context, Middleware } from "koa";
import { hearErrors } from "./hear-errors.ts";
import { registrationOf } from "./registration.ts";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

const adapter: Adapter<Context> = {
  name: "@peekjs/koa",
  version,
  routeOf: routeTemplate,
  addressOf: (context) => context.ip,
  trustProxy: "app.proxy = true",
};

/** What overrides the client's own options for one app; `route` is for routers such as that of Feathers and koa-tree-router. */
export type KoaOptions = RoutedMountOptions<Context>;

const ADVICE =
  "peek() saw it: what a middleware above app.use(peek()) answers is invisible. Move app.use(peek()) up.";

/**
 * Reports every request of a Koa app. Use it before all other middleware.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/koa";
 * app.use(peek());
 * ```
 */
export function peek(client: Peek = peekFromEnvironment(), options: KoaOptions = {}): Middleware {
  if (typeof options === "function") return passUncalled(peekFromEnvironment, options);
  const mount = createRoutedMount(client, options, adapter);
  let checked = false;
  return function peek(ctx, next) {
    const exchange = observe(mount, ctx, ctx.req, ctx.res);
    if (!checked) {
      checked = true;
      hearErrors(ctx);
      const { isForAll, routersBefore } = registrationOf(peek, ctx);
      mount.diagnoseRoutesBefore(routersBefore);
      if (isForAll) {
        watchServersOf(mount, ctx.req, routersBefore.length > 0 ? undefined : ADVICE, isOfApp);
      }
    }
    const done = next();
    if (exchange !== undefined && done instanceof Promise) {
      done.then(
        () => setHandled(exchange),
        (error: unknown) => {
          exchange.error ??= error;
          setHandled(exchange);
        },
      );
    }
    return done;
  };
}

/** Whether an app of Koa was asked: it has the package on-finished tell it of the response's end, which marks that. */
function isOfApp(outgoing: object): boolean {
  return "__onFinished" in outgoing;
}
