import type { Context, Middleware } from "koa";

/** Where a middleware was registered, as far as the app that calls it shows that. */
export interface Registration {
  /** Whether it is called with all requests of the app, but those answered before it. */
  readonly isForAll: boolean;
  /** What answers requests before it. */
  readonly routersBefore: string[];
}

/** Tracers wrap what `app.use` is given: wrappers have its name, or it has a mark of theirs. */
export function registrationOf(own: Middleware, context: Context): Registration {
  const { middleware } = context.app;
  const at = middleware.indexOf(own);
  const index = at >= 0 ? at : middleware.findIndex(({ name }) => name === own.name);
  return {
    isForAll: index >= 0 || (isMarked(own) && !isInside(context)),
    routersBefore: routersIn(middleware.slice(0, Math.max(0, index))),
  };
}

function isMarked(own: Middleware): boolean {
  return Object.getOwnPropertySymbols(own).length > 0;
}

/** Whether a router, or a mount, has called what comes next: tracers mark what is registered there, too. */
function isInside(context: Context): boolean {
  const { _matchedRoute, mountPath } = context as { _matchedRoute?: unknown; mountPath?: unknown };
  return _matchedRoute !== undefined || mountPath !== undefined;
}

/** @koa/router marks what its `routes()` returns. */
function routersIn(middleware: readonly unknown[]): string[] {
  return middleware
    .filter((each) => (each as { router?: unknown }).router !== undefined)
    .map(() => "a router");
}
