import type { Server } from "node:http";
import { PeekError, peekFromEnvironment } from "@peekjs/core";
import type { Adapter, MountOptions, Peek } from "@peekjs/core/adapter";
import { createMount, type Exchange, observe, setError, watchServer } from "@peekjs/core/node-http";
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { routeTemplate } from "./route-template.ts";
import { version } from "./version.ts";

/** Options of {@link peekPlugin}: the client, and what overrides its own options for this app. */
export interface PeekPluginOptions extends MountOptions<FastifyRequest> {
  /** @default the client that `PEEK_*` variables describe */
  client?: Peek | undefined;
}

const adapter: Adapter<FastifyRequest> = {
  name: "@peekjs/fastify",
  version,
  routeOf: routeTemplate,
  addressOf: (request) => request.ip,
  trustProxy: 'Fastify({ trustProxy: "loopback, uniquelocal" })',
};

const ADVICE =
  "peekPlugin saw it. What a hook answers that is registered above it is invisible: register peekPlugin first. What another listener of the server takes, as Socket.IO does, or Fastify 4 refuses for its method, as QUERY, no hook sees: attach() of @peekjs/node records it.";

const plugin: FastifyPluginAsync<PeekPluginOptions> = async (fastify, options) => {
  if ((fastify as FastifyInstance | undefined) === undefined) {
    throw new PeekError(
      "PEEK_E_APP",
      "peekPlugin() was called without an app. Fastify calls it: write register(peekPlugin).",
    );
  }
  const { client = peekFromEnvironment(), ...mountOptions } = options;
  const mount = createMount(client, mountOptions, adapter);
  if (isChild(fastify)) {
    mount.diagnose(
      "PEEK_W_ENCAPSULATED",
      "peekPlugin is registered inside a child plugin: sibling routes and 404s are invisible. Register it on the root instance, or wrap the plugins around it in fastify-plugin, as the app that fastify-cli starts.",
    );
  } else {
    watchServer(mount, fastify.server, ADVICE);
  }
  let watched: Server | undefined = fastify.server;
  fastify.addHook("onRequest", (request, reply, next) => {
    const exchange = observe(mount, request, request.raw, reply.raw);
    const server = exchange === undefined ? undefined : serverOf(exchange);
    if (server !== undefined && server !== watched) {
      // Fastify has one for each address of `localhost`.
      watched = server;
      watchServer(mount, server, ADVICE);
    }
    next();
  });
  // Not from Fastify's diagnostics channels: with a subscriber there error handlers see and send other statuses.
  fastify.addHook("onError", (_request, reply, error, done) => {
    setError(reply.raw, error);
    done();
  });
};

/** Undefined over HTTP/2, whose sockets may throw, and for simulated requests. */
function serverOf({ httpVersion, socket }: Exchange): Server | undefined {
  return httpVersion === "2.0" ? undefined : (socket as { server?: Server } | undefined)?.server;
}

/** A child context inherits from its parent. */
function isChild(fastify: FastifyInstance): boolean {
  return "register" in (Object.getPrototypeOf(fastify) as object);
}

/**
 * Reports every request of a Fastify app. Register it on the root instance; routes registered before it are seen too.
 *
 * @throws {PeekError} `PEEK_E_CLIENT`, out of `register`, when `client` is not a client; `PEEK_E_APP` when it is called by
 * the app itself
 * @example
 * ```ts
 * import { peekPlugin } from "@peekjs/fastify";
 * await fastify.register(peekPlugin);
 * ```
 */
export const peekPlugin: FastifyPluginAsync<PeekPluginOptions> = fastifyPlugin(plugin, {
  name: "@peekjs/fastify",
  fastify: "4.x || 5.x",
});
