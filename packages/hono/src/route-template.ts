import type { RouterRoute } from "hono/types";

type Handler = RouterRoute["handler"] & { __COMPOSED_HANDLER?: Handler };

/**
 * The template among the routes that matched a path, in the order in which their handlers run.
 *
 * @param reached index of the last handler that ran; -1 when not known
 * @param status of the answer: a 404 out of a middleware matched nothing
 */
export function routeTemplate(
  routes: readonly RouterRoute[],
  reached: number,
  status: number | undefined,
): string | undefined {
  const last = routes[reached];
  if (last && isRoute(last)) return last.path;
  // A middleware answered: the route is the one it kept the request from.
  const route = routes.find((candidate, i) => i > reached && isFinal(candidate));
  const mount = last ?? routes.findLast(isSpecific);
  if (!mount || !isSpecific(mount)) return route?.path;
  if (route && isSpecific(route)) return route.path;
  return status !== 404 || isRoute(mount) ? mount.path : undefined;
}

/** `app.use` registers for all methods with handlers that take `next`. */
function isRoute(route: RouterRoute): boolean {
  return route.method !== "ALL" || isFinal(route);
}

/** A handler that takes no `next` cannot pass the request on. */
function isFinal({ handler }: RouterRoute): boolean {
  let target = handler as Handler;
  // Hono wraps the handlers of a mounted app that handles its own errors.
  while (target.__COMPOSED_HANDLER) target = target.__COMPOSED_HANDLER;
  return target.length < 2;
}

/** Whether it is for some paths alone. */
function isSpecific({ path }: RouterRoute): boolean {
  return !/^\/?\*$/.test(path);
}
