import type { Server } from "node:http";
import type { AbstractHttpAdapter } from "@nestjs/core";
import {
  exchangeOf,
  type Mount,
  observe,
  replaceRequest,
  setError,
  watchServer,
  watchServersOf,
} from "@peekjs/core/node-http";
import type { ExpressInstance, FastifyInstance, NestRequest } from "./platform.ts";

/**
 * Observes what the platform below Nest answers, from before its first middleware. Nest makes the server when all modules
 * are made: a platform that has one by then, as that of `@nestjs/testing`, has middleware and routes, too.
 *
 * @param platform absent in standalone apps; in microservices one without a server
 */
export function observePlatform(
  mount: Mount<NestRequest>,
  platform: AbstractHttpAdapter | null | undefined,
): void {
  const type = platform?.getType();
  if (type === "fastify") observeFastify(mount, platform!.getInstance());
  if (type !== "express") return;
  const server: Server | undefined = platform!.getHttpServer();
  if (server === undefined) observeExpress(mount, platform!.getInstance());
  else observeServer(mount, server);
}

/**
 * Reports what the server refuses in front of the platform.
 *
 * @param platform one that has its server: Nest makes it when all modules are made
 */
export function watchPlatform(
  mount: Mount<NestRequest>,
  platform: AbstractHttpAdapter | null | undefined,
): void {
  const type = platform?.getType();
  if (type === "fastify" || type === "express") watchServer(mount, platform!.getHttpServer());
}

function observeExpress(mount: Mount<NestRequest>, app: ExpressInstance): void {
  let isWatched = false;
  app.use((request, response, next) => {
    observe(mount, request, request, response);
    if (!isWatched) {
      isWatched = true;
      // Apps may make further servers for the same instance.
      watchServersOf(mount, request);
    }
    next();
  });
}

/**
 * On the server, because Nest's adapter answers preflights and runs middleware in hooks that it added before any module
 * was made; and in a hook for `inject()`, which goes past the server.
 */
function observeFastify(mount: Mount<NestRequest>, app: FastifyInstance): void {
  observeServer(mount, app.server);
  app.addHook("onRequest", (request, { raw: response }, done) => {
    if (exchangeOf(response) === undefined) {
      observe(mount, request, request.raw, response);
    } else {
      replaceRequest(mount, response, request);
    }
    done();
  });
  // Nest never sees errors that Fastify answers itself: streams that fail, and all where a plugin had the routes made early.
  app.addHook("onError", (_request, { raw: response }, error, done) => {
    setError(response, error);
    done();
  });
}

function observeServer(mount: Mount<NestRequest>, server: Server): void {
  server.prependListener("request", (request, response) => {
    observe(mount, request, request, response);
  });
}
