import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { attach, setRoute } from "@peekjs/node";
import { WebSocketServer } from "ws";

const PART = "x".repeat(1_000);
/** More than a connection takes at once from a client that does not read. */
const MUCH = "x".repeat(20_000_000);

/** An app of Node's, for the runtimes that do as Node does: no request ends by itself. */
const server = createServer((request, response) => {
  setRoute(request, request.url!);
  switch (request.url) {
    case "/part":
      response.write(PART);
      break;
    case "/broken":
      response.write(PART);
      setTimeout(() => response.destroy(), 100);
      break;
    case "/events":
      response.setHeader("content-type", "text/event-stream");
      response.write(PART);
      break;
    case "/much":
      response.write(MUCH);
      break;
    case "/whole":
      response.end(MUCH);
      break;
    case "/flushed":
      response.flushHeaders();
      setTimeout(() => response.write(PART), 100);
      break;
    case "/upload":
      request.on("error", () => undefined).resume();
  }
});
attach(server);

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  if (request.url === "/refused") socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  else sockets.handleUpgrade(request, socket, head, () => undefined);
});
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
