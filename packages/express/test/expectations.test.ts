import { once } from "node:events";
import { createServer, type Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import express5, { type Express, type RequestHandler } from "express";
import express4 from "express4";
import { describe, expect, test, vi } from "vitest";

interface Conversation {
  /** Which of the server's events the app gets. */
  serve(server: Server, app: Express): void;
  sends: string;
  /** What the client receives. */
  begins: string;
  leaves?: (socket: Socket) => void;
  /** Undefined where the app never sees the request. */
  record: object | undefined;
}

const UPLOAD = "POST /up HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n";
const UPGRADE =
  "GET /live/7 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

/** As packages do that let WebSockets be routes: the app gets a response which none of its handlers sends. */
function upgradesInApp(server: Server, app: Express): void {
  server.on("upgrade", (incoming, socket: Socket) => {
    const outgoing = new ServerResponse(incoming);
    outgoing.assignSocket(socket);
    socket.on("end", () => socket.end()).resume();
    app(incoming as never, outgoing as never);
  });
}

const CONVERSATIONS: [what: string, Conversation][] = [
  [
    "an upload that waits for 100 Continue",
    {
      serve: (server, app) => void server.on("request", app),
      sends: `${UPLOAD}Expect: 100-continue\r\n\r\n12345`,
      begins: "HTTP/1.1 100 ",
      record: { route: "/up", status: 200, requestBytes: 5, responseBytes: 5 },
    },
  ],
  [
    "one for which the app has a listener",
    {
      serve: (server, app) => void server.on("checkContinue", app),
      sends: `${UPLOAD}Expect: 100-continue\r\n\r\n12345`,
      begins: "HTTP/1.1 200 ",
      record: { route: "/up", status: 200, requestBytes: 5, responseBytes: 5 },
    },
  ],
  [
    "another expectation",
    {
      serve: (server, app) => void server.on("checkExpectation", app),
      sends: `${UPLOAD}Expect: care\r\n\r\n12345`,
      begins: "HTTP/1.1 200 ",
      record: { route: "/up", status: 200, requestBytes: 5, responseBytes: 5 },
    },
  ],
  [
    "a WebSocket that a route takes",
    {
      serve: upgradesInApp,
      sends: UPGRADE,
      begins: "HTTP/1.1 101 ",
      leaves: (socket) => socket.end(),
      record: { route: "/live/:room", status: 101, outcome: "upgrade" },
    },
  ],
  [
    "a WebSocket that a middleware refuses on the socket",
    {
      serve: upgradesInApp,
      sends: UPGRADE.replace("/live", "/secret"),
      begins: "HTTP/1.1 401 ",
      record: { status: 401 },
    },
  ],
  [
    "a WebSocket that the server's own listener takes, past the app",
    {
      serve: (server) =>
        void server.on("upgrade", (_, socket) => socket.end("HTTP/1.1 101 Taken\r\n\r\n")),
      sends: UPGRADE,
      begins: "HTTP/1.1 101 ",
      record: undefined,
    },
  ],
  [
    "a tunnel, past the app",
    {
      serve: (server) =>
        void server.on("connect", (_, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n")),
      sends: "CONNECT db.test:5432 HTTP/1.1\r\nHost: db.test\r\n\r\n",
      begins: "HTTP/1.1 200 ",
      record: undefined,
    },
  ],
];

describe.each([
  ["express 5", express5],
  ["express 4", express4],
])("%s", (_, framework) => {
  test.each(CONVERSATIONS)("%s: the same bytes as without peek", async (_, conversation) => {
    const { client, endpoint } = await startClient(createPeek);
    const bare = await hold(framework(), conversation);
    const peeked = await hold(framework().use(peek(client)), conversation);
    expect(bare).toMatch(new RegExp(`^${conversation.begins}`));
    expect(peeked).toBe(bare);
    const expected = conversation.record === undefined ? [] : [conversation.record];
    await vi.waitFor(async () => {
      await client.flush();
      expect(endpoint.requests).toHaveLength(expected.length);
    });
    await client.shutdown();
    expect(endpoint.requests).toMatchObject(expected);
    if (expected[0] !== undefined && !("outcome" in expected[0])) {
      expect(endpoint.requests[0]).not.toHaveProperty("outcome");
    }
  });
});

/** What a client receives, but for the time in it. */
async function hold(app: Express, conversation: Conversation): Promise<string> {
  const { serve, sends, leaves } = conversation;
  app.post("/up", (request, response) => void request.pipe(response));
  app.use("/secret", (({ socket }) => {
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  }) as RequestHandler);
  app.get("/live/:room", ({ socket }) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
  });
  const server = createServer();
  serve(server, app);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  let received = "";
  socket.on("data", (text: string) => (received += text)).write(sends);
  const closed = once(socket, "close");
  if (leaves !== undefined) {
    await once(socket, "data");
    leaves(socket);
  }
  await closed;
  server.close();
  return received.replace(/^Date: .*$/m, "Date: now");
}
