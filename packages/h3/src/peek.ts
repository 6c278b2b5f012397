import type { H3Event } from "h3";
import { peekFromEnvironment } from "@peekjs/core";
import { createMount, type Adapter, type MountOptions, type Peek } from "@peekjs/core/adapter";
import type { EventLike } from "./event.ts";
import { thrownError } from "./note-errors.ts";
import { observeApp } from "./observe-app.ts";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/** An app of h3 1, made by `createApp()`, or of h3 2, made by `new H3()`. */
export interface H3App {
  handler(event: any): unknown;
}

const adapter: Adapter<EventLike> = {
  name: "@peekjs/h3",
  version,
  routeOf: routeTemplate,
  errorOf: thrownError,
};

/**
 * Makes a plugin that reports every request of an app of h3. Register it anywhere, before or after the routes; nothing
 * is added to the app's chain.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this app; an event type of the app's own can be named,
 * `peek<AppEvent>()`
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
 * @example
 * ```ts
 * import { peek } from "@peekjs/h3";
 *
 * const app = new H3().register(peek()); // h3 2
 * peek()(app); // h3 1
 * ```
 */
export function peek<AppEvent = H3Event>(
  client: Peek = peekFromEnvironment(),
  options: MountOptions<AppEvent> = {},
): (app: H3App) => void {
  const mount = createMount(client, options as MountOptions<EventLike>, adapter);
  return (app) => observeApp(mount, app);
}
