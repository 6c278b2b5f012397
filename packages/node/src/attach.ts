import { type IncomingMessage, ServerResponse, type Server } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { PeekError, peekFromEnvironment } from "@peekjs/core";
import type { Peek } from "@peekjs/core/adapter";
import { exchangeOf, type Mount, observe, watchServer } from "@peekjs/core/node-http";
import { listenFirst } from "./listen-first.ts";
import { createNodeMount, type NodeOptions } from "./mount.ts";

export type NodeServer = Server | HttpsServer | Http2Server | Http2SecureServer;

/**
 * Reports every request that a server of Node's answers, whatever answers it: also WebSocket upgrades, `CONNECT`, and
 * what a framework on the server answers before its first middleware. Register it anywhere, before or after the
 * listeners.
 *
 * @param client the result of `createPeek()`; without one the environment decides
 * @param options override the client's own for this server
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given, `PEEK_E_APP` when something else than a
 * server is
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { attach, setRoute } from "@peekjs/node";
 *
 * const server = createServer((request, response) => {
 *   setRoute(request, "/users/:id");
 *   response.end("ok");
 * });
 * attach(server);
 * ```
 */
export function attach(
  server: NodeServer,
  client: Peek = peekFromEnvironment(),
  options: NodeOptions = {},
): void {
  // An app of a framework has events too, of other meaning.
  if (typeof (server as NodeServer | undefined)?.listening !== "boolean") {
    throw new PeekError(
      "PEEK_E_APP",
      "attach() was given something that is not a server. Pass what createServer(), app.listen() or serve() returns.",
    );
  }
  const mount = createNodeMount(client, options);
  let isWatched = false;
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (!isWatched) {
      isWatched = true;
      watchServer(mount, server as Server);
    }
    observe(mount, request, request, response);
  };
  const onUpgrade = (request: IncomingMessage, second: Socket | ServerResponse): void => {
    // HTTP/2 has a response for CONNECT.
    if ("writeHead" in second) onRequest(request, second);
    else observeUpgrade(mount, request);
  };
  listenFirst(server, {
    request: onRequest,
    checkContinue: onRequest,
    checkExpectation: onRequest,
    upgrade: onUpgrade,
    connect: onUpgrade,
  });
}

/** There is no response to an upgrade: one that is never sent stands for it until the connection closes. */
function observeUpgrade(mount: Mount<IncomingMessage>, request: IncomingMessage): void {
  const response = exchangeOf(request)?.outgoing ?? new ServerResponse(request);
  observe(mount, request, request, response);
}
