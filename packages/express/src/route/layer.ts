import type { Pattern } from "./pattern.ts";

/** A layer of an Express router, as far as all versions have it. */
export interface Layer {
  readonly route?: { path: Pattern | Pattern[]; stack?: readonly Layer[] } | undefined;
  readonly handle: unknown;
  /** Of a layer of a route; absent where it is called for all methods. */
  readonly method?: string | undefined;
  /** Router ≥ 2.3. */
  readonly rawPath?: unknown;
  /** Router ≥ 2.3 returns what matched; before, the layer remembers it. */
  match(path: string): boolean | LayerMatch;
  readonly path?: string | undefined;
  readonly params?: Record<string, unknown> | undefined;
  /** Express 4. */
  readonly regexp?: RegExp;
  readonly keys?: readonly { name: string | number; optional?: boolean }[];
}

export interface LayerMatch {
  /** What the layer takes from the path. */
  path: string;
  params: Record<string, unknown>;
  pattern?: Pattern;
}

interface Application {
  set?: unknown;
  lazyrouter?: unknown;
  _router?: { stack: Layer[] };
  router?: { stack: Layer[] };
}

/** What a layer makes of a path; undefined where it does not match. */
export function matchLayer(layer: Layer, path: string): LayerMatch | undefined {
  let match: boolean | LayerMatch;
  try {
    match = layer.match(path);
  } catch {
    return undefined;
  }
  if (match === false) return undefined;
  return match === true ? { path: layer.path ?? "", params: layer.params ?? {} } : match;
}

/** What a mount takes from the start of a path; undefined where it does not match up to a slash. */
export function matchPrefix(layer: Layer, path: string): LayerMatch | undefined {
  const match = matchLayer(layer, path);
  if (match === undefined) return undefined;
  const taken = match.path.replace(/\/$/, "");
  const next = path[taken.length];
  return next === undefined || next === "/" ? { ...match, path: taken } : undefined;
}

/** The layers behind a handler: of a router, or of an app that is mounted in a router. */
export function stackOf(handler: unknown): readonly Layer[] | undefined {
  const { stack } = handler as { stack?: Layer[] };
  if (Array.isArray(stack)) return stack;
  const app = handler as Application;
  if (typeof app.set !== "function") return undefined;
  // Reading `router` of an Express 4 app throws.
  return typeof app.lazyrouter === "function" ? app._router?.stack : app.router?.stack;
}

/** Name of the middleware, and of a property: enumerable, since what wraps handlers, as tracers do, copies such. */
const OWN = "peek";

/** Has a middleware known again by {@link isHandledBy}, also behind wrappers. */
export function markHandler<Middleware extends object>(middleware: Middleware): Middleware {
  return Object.assign(middleware, { [OWN]: middleware });
}

/** Whether a layer calls a marked middleware. Wrappers of some, as Medusa's, have no more than its name. */
export function isHandledBy({ handle }: Layer, middleware: unknown): boolean {
  const { [OWN]: marked, name } = (handle ?? {}) as { [OWN]?: unknown; name?: unknown };
  return marked === undefined ? name === OWN : marked === middleware;
}

/** Whether a layer is called for every path, as that of `app.use("/*", peek())`. */
export function takesAll(layer: Layer): boolean {
  return ["/", "/any/path"].every((path) => matchPrefix(layer, path) !== undefined);
}

/**
 * Routes and routers that an app has before one of its middlewares; none when it cannot be told.
 *
 * @param passedOn the route that passed on the request which the middleware is asked: as `app.all("*", authenticate)`
 */
export function routesBefore(app: unknown, middleware: unknown, passedOn: unknown): string[] {
  try {
    const stack = stackOf(app) ?? [];
    const own = stack.findIndex((layer) => isHandledBy(layer, middleware));
    return stack
      .slice(0, Math.max(0, own))
      .filter(({ route }) => route === undefined || route !== passedOn)
      .flatMap(nameOf);
  } catch {
    return [];
  }
}

/** Layers of a route that are given one by one. */
const MOST_BY_HAND = 20;

function nameOf({ route, handle }: Layer): string[] {
  if (route === undefined) return stackOf(handle) === undefined ? [] : ["a router"];
  // `app.all` adds one layer for each method that Node knows.
  const { stack = [] } = route;
  const first = stack.length > MOST_BY_HAND ? undefined : stack[0]?.method;
  const method = first?.toUpperCase() ?? "ALL";
  return [`${method} ${String(route.path)}`];
}
