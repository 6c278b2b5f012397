import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { attach } from "@peekjs/node";
import { webSocketHandshake } from "@peekjs/testing";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { listen, startRecorder } from "./support.ts";

interface Conversation {
  /** What the app listens for. */
  serve(server: Server): void;
  /** What the client sends, each when something was received for the one before. */
  sends: readonly (string | Buffer)[];
  /** How the client ends; absent where it waits for the server's end. */
  leaves?: (socket: Socket) => void;
  /** What the client receives. */
  begins: string;
  record: object;
}

const HANDSHAKE = webSocketHandshake("/live");
/** A text and a close, masked with zeros as clients may. */
const HELLO = Buffer.from([0x81, 0x85, 0, 0, 0, 0, ...Buffer.from("hello")]);
const CLOSE = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);
const CONNECT = "CONNECT db.test:5432 HTTP/1.1\r\nHost: db.test\r\n\r\n";
const UPLOAD = "POST /up HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n";

function echo(server: Server): void {
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => socket.send(data.toString()));
  });
}

test.each<[what: string, Conversation]>([
  [
    "a handshake that ws takes, and what follows",
    {
      serve: echo,
      sends: [HANDSHAKE, HELLO, CLOSE],
      begins: "HTTP/1.1 101 ",
      record: { status: 101, outcome: "upgrade" },
    },
  ],
  [
    "a handshake that ws refuses",
    {
      serve: echo,
      sends: [HANDSHAKE.replace("Version: 13", "Version: 7")],
      begins: "HTTP/1.1 400 ",
      record: { status: 400 },
    },
  ],
  [
    "a handshake that the app refuses on the socket, before ws",
    {
      serve(server) {
        const sockets = new WebSocketServer({ noServer: true });
        server.on("upgrade", (request, socket, head) => {
          if (request.headers.authorization !== undefined) {
            sockets.handleUpgrade(request, socket, head, () => undefined);
          } else socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        });
      },
      sends: [HANDSHAKE],
      begins: "HTTP/1.1 401 ",
      record: { status: 401 },
    },
  ],
  [
    "a handshake that ws took, of a client that is gone without a close",
    {
      serve: echo,
      sends: [HANDSHAKE, HELLO],
      leaves: (socket) => socket.destroy(),
      begins: "HTTP/1.1 101 ",
      record: { status: 101, outcome: "upgrade" },
    },
  ],
  [
    "a client that is gone before its handshake is answered",
    {
      serve(server) {
        server.on("upgrade", (_, socket) => socket.on("end", () => socket.end()).resume());
      },
      sends: [HANDSHAKE],
      leaves: (socket) => socket.end(),
      begins: "",
      record: { outcome: "client_abort" },
    },
  ],
  [
    "a tunnel",
    {
      serve(server) {
        server.on("connect", (_, socket) => {
          socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
          socket.pipe(socket);
        });
      },
      sends: [CONNECT, "through"],
      leaves: (socket) => socket.end(),
      begins: "HTTP/1.1 200 ",
      record: { method: "CONNECT", outcome: "upgrade" },
    },
  ],
  [
    "a tunnel that is refused",
    {
      serve: (server) =>
        void server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")),
      sends: [CONNECT],
      begins: "HTTP/1.1 403 ",
      record: { method: "CONNECT", status: 403 },
    },
  ],
  [
    "an upload that waits for 100 Continue, which Node says",
    {
      serve: (server) =>
        void server.on("request", (request, response) => void request.pipe(response)),
      sends: [`${UPLOAD}Expect: 100-continue\r\n\r\n`, "12345"],
      begins: "HTTP/1.1 100 ",
      record: { status: 200, requestBytes: 5, responseBytes: 5 },
    },
  ],
  [
    "one that the app refuses instead",
    {
      serve: (server) =>
        void server.on("checkContinue", (_, response) => response.writeHead(413).end("no")),
      sends: [`${UPLOAD}Expect: 100-continue\r\n\r\n`],
      begins: "HTTP/1.1 413 ",
      record: { status: 413, responseBytes: 2 },
    },
  ],
  [
    "another expectation, which the app meets",
    {
      serve: (server) =>
        void server.on("checkExpectation", (request, response) => void request.pipe(response)),
      sends: [`${UPLOAD}Expect: care\r\n\r\n12345`],
      begins: "HTTP/1.1 200 ",
      record: { status: 200, requestBytes: 5, responseBytes: 5 },
    },
  ],
])("%s: the same bytes with peek as without, and one record", async (_, conversation) => {
  await using recorder = await startRecorder();
  const bare = await hold(conversation, () => undefined);
  const peeked = await hold(conversation, (server) => attach(server, recorder.client));
  expect(bare).toMatch(new RegExp(`^${conversation.begins}`));
  expect(peeked).toBe(bare);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject(conversation.record);
  if (!("outcome" in conversation.record)) expect(record).not.toHaveProperty("outcome");
  if (!("status" in conversation.record)) expect(record).not.toHaveProperty("status");
});

/** What a client receives, but for the time in it. */
async function hold(
  { serve, sends, leaves, begins }: Conversation,
  prepare: (server: Server) => void,
): Promise<string> {
  const server = createServer();
  serve(server);
  prepare(server);
  using at = await listen(server);
  const socket = connect(at.port, "127.0.0.1").setEncoding("latin1");
  const closed = once(socket, "close");
  const isTaken = Promise.race(
    ["request", "upgrade", "connect", "checkContinue", "checkExpectation"].map((each) =>
      server.listenerCount(each) > 0 ? once(server, each) : new Promise(() => undefined),
    ),
  );
  let received = "";
  socket.on("data", (text: string) => (received += text));
  for (const each of sends) {
    const answered = begins === "" ? undefined : Promise.race([once(socket, "data"), closed]);
    socket.write(each);
    await isTaken;
    await answered;
  }
  leaves?.(socket);
  await closed;
  return received.replace(/^Date: .*$/m, "Date: now");
}
