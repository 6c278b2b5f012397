import type { Plugin, Request } from "@hapi/hapi";
import { peekFromEnvironment } from "@peekjs/core";
import type { Adapter, MountOptions, Peek } from "@peekjs/core/adapter";
import { createMount, observe, watchServer } from "@peekjs/core/node-http";
import { isSpecial, thrownError } from "./thrown-error.ts";
import { version } from "./version.ts";

/** Options of {@link peekPlugin}: the client, and what overrides its own options for this server. */
export interface PeekPluginOptions extends MountOptions<Request> {
  /** @default the client that `PEEK_*` variables describe */
  client?: Peek | undefined;
}

const adapter: Adapter<Request> = {
  name: "@peekjs/hapi",
  version,
  routeOf: (request) => (isSpecial(request) ? undefined : request.route.path),
  errorOf: thrownError,
};

/**
 * Reports every request of a hapi server, also those of routes and plugins registered before it.
 *
 * @throws {PeekError} `PEEK_E_CLIENT`, out of `register`, when `client` is not a client
 * @example
 * ```ts
 * import { peekPlugin } from "@peekjs/hapi";
 * await server.register(peekPlugin);
 * ```
 */
export const peekPlugin: Plugin<PeekPluginOptions> = {
  name: "@peekjs/hapi",
  version,
  multiple: true,
  register(server, { client = peekFromEnvironment(), ...options }) {
    const mount = createMount(client, options, adapter);
    watchServer(mount, server.listener);
    // Applied as soon as a request is made, before any extension and where hapi sheds load.
    server.decorate(
      "request",
      Symbol("peek"),
      (request: Request): void => void observe(mount, request, request.raw.req, request.raw.res),
      { apply: true },
    );
  },
};
