import { peekFromEnvironment } from "@peekjs/core";
import { type Adapter, passUncalled, type Peek } from "@peekjs/core/adapter";
import {
  countOnPrototype,
  createRoutedMount,
  type Mount,
  observe,
  type RoutedMountOptions,
  watchServersOf,
} from "@peekjs/core/node-http";
import type { Application, Request, RequestHandler, Response } from "express";
import { hearErrors, keepsErrors } from "./hear-errors.ts";
import { isHandledBy, markHandler, routesBefore, stackOf, takesAll } from "./route/layer.ts";
import { routeTemplate } from "./route/route-template.ts";
import { version } from "./version.ts";
import { watchErrors } from "./watch-errors.ts";

const adapter: Adapter<Request> = {
  name: "@peekjs/express",
  version,
  routeOf: routeTemplate,
  addressOf: (request) => request.ip,
  trustProxy: 'app.set("trust proxy", 1)',
};

/** What overrides the client's own options for one app; `route` is for routers such as those of Feathers and LoopBack. */
export type ExpressOptions = RoutedMountOptions<Request>;

const ADVICE =
  "peek() saw it: what a middleware above app.use(peek()) answers is invisible. Move app.use(peek()) up.";

/**
 * Reports every request that reaches it. Use it before the routes.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/express";
 * app.use(peek());
 * ```
 */
export function peek(client?: Peek, options?: ExpressOptions): RequestHandler;
export function peek(
  client: Peek = peekFromEnvironment(),
  options: ExpressOptions = {},
  next?: () => RequestHandler,
): RequestHandler {
  if (next !== undefined) return passUncalled(peekFromEnvironment, next);
  const mount = createRoutedMount(client, options, adapter);
  const prepared = new WeakSet<object>();
  let last: unknown;
  return markHandler<RequestHandler>(function peek(request, response, next) {
    // Each app has a prototype of its own; `request.app` would cost a slow look-up each time.
    const prototype: unknown = Object.getPrototypeOf(request);
    if (prototype !== last) {
      last = prototype;
      prepare(mount, request, peek, prepared);
    }
    observe(mount, request, request, response);
    next();
  });
}

/** An app with its prototypes of requests and responses; a mounted app's inherit from those of its parent. */
interface Mounted {
  readonly request: Request;
  readonly response: Response;
  readonly parent?: Mounted;
}

/** Whether an app of Express was asked: it has given the response a prototype of its own. */
function isOfApp(outgoing: object): boolean {
  return "app" in outgoing;
}

/** Looks at an app, and its servers, which a middleware sees with its first request. Never throws. */
function prepare(
  mount: Mount<Request>,
  request: Request,
  middleware: unknown,
  prepared: WeakSet<object>,
): void {
  try {
    const app = request.app as (Application & Mounted) | undefined;
    // Below something that is not Express there is none.
    if (app === undefined || prepared.has(app)) return;
    prepared.add(app);
    // What leaves a mounted app is answered by the one around it.
    for (let each: Mounted | undefined = app; each !== undefined; each = each.parent) {
      countOnPrototype(each.response);
    }
    const keeps = keepsErrors(app);
    if (keeps) hearErrors(app.request);
    watchErrors(app, middleware, keeps);
    const routes = routesBefore(app, middleware, request.route);
    mount.diagnoseRoutesBefore(routes);
    if (isForAll(request, app, middleware)) {
      watchServersOf(mount, request, routes.length > 0 ? undefined : ADVICE, isOfApp);
    }
  } catch (error) {
    mount.client.trouble(error);
  }
}

/** Whether a middleware is meant to see all requests of the servers: the app is mounted in no other, it under no path. */
function isForAll({ baseUrl }: Request, app: Mounted, middleware: unknown): boolean {
  if (app.parent !== undefined) return false;
  const layer = stackOf(app)?.find((each) => isHandledBy(each, middleware));
  return layer !== undefined && (baseUrl === "" || takesAll(layer));
}
