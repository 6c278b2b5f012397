import type { Elysia } from "elysia";
import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import type { ContextLike } from "./context.ts";
import { observeApp } from "./observe-app.ts";
import { version } from "./version.ts";

const adapter: Adapter<ContextLike> = {
  name: "@peekjs/elysia",
  version,
  routeOf: ({ route }) => route,
  errorOf: (context) => (isUnmatched(context) ? undefined : context.error),
};

/**
 * Makes a plugin that reports every request of an Elysia app. Use it on the root app, before routes and other plugins.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app; what the app adds to contexts is named by their type,
 * `peek<{ user?: User }>()`
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/elysia";
 * const app = new Elysia().use(peek());
 * ```
 */
export function peek<AppContext = ContextLike>(
  client: Peek = peekFromEnvironment(),
  options: MountOptions<AppContext> = {},
): <App extends Elysia<any, any, any, any, any, any, any>>(app: App) => App {
  const mount = createMount(client, options as MountOptions<ContextLike>, adapter);
  return (app) => {
    observeApp(mount, app);
    return app;
  };
}

/** Elysia's context then holds an error of Elysia's own, the same as `new NotFoundError()` without a message. */
function isUnmatched({ route, error }: ContextLike): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return route === undefined && code === "NOT_FOUND" && message === "NOT_FOUND";
}
