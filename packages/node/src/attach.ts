import { type IncomingMessage, ServerResponse, type Server } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Socket } from "node:net";
import { peekFromEnvironment } from "@peekjs/core";
import type { Mount, Peek } from "@peekjs/core/adapter";
import { exchangeOf, observe, watchServer } from "@peekjs/core/node-http";
import { watchFirstAnswer } from "./first-answer.ts";
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
 * @throws {PeekError} `PEEK_E_CLIENT` when something else than a client is given
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
  const mount = createNodeMount(client, options);
  let isWatched = false;
  const onRequest = oncePerResponse((request, response) => {
    if (!isWatched) {
      isWatched = true;
      watchServer(mount, server as Server);
    }
    observe(mount, request, request, response);
  });
  const onUpgrade = (request: IncomingMessage, second: Socket | ServerResponse): void => {
    // HTTP/2 has a response for CONNECT.
    if ("writeHead" in second) onRequest(request, second);
    else observeUpgrade(mount, request, second);
  };
  listenFirst(server, {
    request: onRequest,
    checkContinue: onRequest,
    checkExpectation: onRequest,
    upgrade: onUpgrade,
    connect: onUpgrade,
  });
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Servers that take over the listeners of another, as Socket.IO's does, call them again with the same request. */
function oncePerResponse(listener: RequestListener): RequestListener {
  let last: ServerResponse | undefined;
  return (request, response) => {
    if (response === last) return;
    last = response;
    listener(request, response);
  };
}

/** There is no response to an upgrade: one that is never sent stands for it until the connection closes. */
function observeUpgrade(
  mount: Mount<IncomingMessage>,
  request: IncomingMessage,
  socket: Socket,
): void {
  const known = exchangeOf(request)?.outgoing;
  const response = known ?? new ServerResponse(request);
  const exchange = observe(mount, request, request, response);
  if (exchange === undefined || known !== undefined) return;
  let isAnswered = false;
  watchFirstAnswer(socket, (status) => {
    isAnswered = true;
    // A tunnel is opened with 200.
    if (status === undefined || (request.method === "CONNECT" && status < 300)) return;
    exchange.status = status;
    exchange.finished = true;
    // What follows on the socket is not counted.
    exchange.counter = "none";
  });
  socket.once("close", () => {
    // A head that is never sent tells what the app broke off from what became something else.
    if (!isAnswered) response.writeHead(500);
    response.emit("close");
  });
}
