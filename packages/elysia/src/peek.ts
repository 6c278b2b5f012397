import type { Elysia } from "elysia";
import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import type { AppContext, ContextLike } from "./context.ts";
import { observeApp } from "./observe-app.ts";
import { version } from "./version.ts";

const adapter: Adapter<ContextLike> = {
  name: "@peekjs/elysia",
  version,
  routeOf: ({ route }) => route,
  errorOf: ({ route, error }) =>
    route === undefined && isNotFound(error as ElysiaError) ? undefined : error,
};

/**
 * Makes a plugin that reports every request of an Elysia app. Use it on the root app, before routes and other plugins.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app; a context with what the app adds can be named,
 * `peek<AppContext & { user?: User }>()`
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/elysia";
 * const app = new Elysia().use(peek());
 * ```
 */
export function peek<OptionsContext = AppContext>(
  client: Peek = peekFromEnvironment(),
  options: MountOptions<OptionsContext> = {},
): <App extends Elysia<any, any, any, any, any, any, any>>(app: App) => App {
  const mount = createMount(client, options as MountOptions<ContextLike>, adapter);
  return (app) => {
    observeApp(mount, app);
    return app;
  };
}

type ElysiaError = { code?: unknown; message?: unknown } | undefined;

/** Whether it is what Elysia says where nothing matched: the same as `new NotFoundError()` without a message. */
function isNotFound(error: ElysiaError): boolean {
  return error?.code === "NOT_FOUND" && error.message === error.code;
}
