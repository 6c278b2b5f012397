import { peekFromEnvironment } from "@peekjs/core";
import { type Adapter, type MountOptions, passUncalled, type Peek } from "@peekjs/core/adapter";
import {
  ask,
  createMount,
  type Mount,
  observe,
  setHandled,
  watchServersOf,
} from "@peekjs/core/node-http";
import type { Context, Middleware } from "koa";
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

/** What overrides the client's own options for one app. */
export interface KoaOptions extends MountOptions<Context> {
  /**
   * The full template that a request matched, `/users/:id`, where another router than @koa/router matched it, as in
   * Feathers and with koa-tree-router. Asked when the request has ended; of one that lasts longer than a second before, too,
   * with deliveries, until there is an answer. Where it is undefined, requests have the template that @koa/router matched.
   *
   * @default @koa/router is asked alone
   */
  route?: ((context: Context) => string | undefined) | undefined;
}

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
  const { route, ...own } = options;
  const routeOf = (context: Context): string | undefined =>
    ask(mount.client, "route", route!, context) ?? routeTemplate(context);
  const asking = route === undefined ? adapter : { ...adapter, routeOf };
  const mount: Mount<Context> = createMount(client, own, asking);
  let checked = false;
  return function peek(ctx, next) {
    const exchange = observe(mount, ctx, ctx.req, ctx.res);
    if (!checked) {
      checked = true;
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
