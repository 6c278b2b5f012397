import { once } from "node:events";
import { get } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Handler, type ObservedServer, serveObserved } from "../support/serve-observed.ts";

const GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const UPLOAD = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\npart";

/** Sends it on a connection of its own, which ends its side when the server does. */
async function ask(port: number, message: string, onData?: (socket: Socket) => void) {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.on("data", () => onData?.(socket)).resume();
  socket.write(message);
  await once(socket, "close");
}

test.each<[when: string, message: string, handler: Handler, status: number | undefined]>([
  [
    "in mid-response",
    GET,
    (_, outgoing) => {
      outgoing.write("part", () => outgoing.req.socket.end());
    },
    200,
  ],
  ["before the head", GET, ({ socket }) => void socket.end(), undefined],
  [
    "in mid-upload",
    UPLOAD,
    (incoming) => void incoming.on("data", () => incoming.socket.end()),
    undefined,
  ],
])(
  "an app that ends the connection %s has broken the request off",
  async (_, message, handler, status) => {
    const { port, recorded } = await serveObserved(handler);
    // The first request of a process begins before anything is known of its server.
    for (let i = 0; i < 2; i++) await ask(port, message);
    const end = { outcome: "server_abort", ...(status && { status }) };
    const records = await recorded(2);
    expect(records).toMatchObject([end, end]);
    expect(records[1]!.status).toBe(status);
  },
);

test("a client that ends it first has left, also where the app ends it then", async () => {
  const { port, recorded } = await serveObserved(({ socket }, outgoing) => {
    outgoing.write("part");
    socket.on("end", () => socket.end());
  });
  for (let i = 0; i < 2; i++) await ask(port, GET, (socket) => socket.end());
  const end = { outcome: "client_abort", status: 200, responseBytes: 4 };
  expect(await recorded(2)).toMatchObject([end, end]);
});

/** An upstream that breaks each connection off behind what it says. */
async function breakingUpstream(says: string): Promise<number> {
  const upstream = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(says, () => socket.destroy()));
  });
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void upstream.close());
  return (upstream.address() as AddressInfo).port;
}

const CHUNK = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\npart\r\n";

test.each<[what: string, says: string, handler: (port: number) => Handler, status?: number]>([
  [
    "pipes an upstream that breaks off in mid-body",
    CHUNK,
    (port) => (_, outgoing) =>
      void get({ port }, (source) => pipeline(source, outgoing, () => undefined)),
    200,
  ],
  [
    "destroys the response with the error of an upstream that hangs up",
    "",
    (port) => (_, outgoing) => void get({ port }).on("error", (error) => outgoing.destroy(error)),
  ],
  [
    "destroys the request with that error",
    "",
    (port) => (incoming) => void get({ port }).on("error", (error) => incoming.destroy(error)),
  ],
  [
    "destroys the response with the error of an upstream that does not speak HTTP",
    "no HTTP\r\n\r\n",
    (port) => (_, outgoing) => void get({ port }).on("error", (error) => outgoing.destroy(error)),
  ],
])("an app that %s has broken the request off", async (_, says, handler, status) => {
  const { port, recorded } = await serveObserved(handler(await breakingUpstream(says)));
  for (let i = 0; i < 2; i++) await ask(port, GET);
  const records = await recorded(2);
  for (const record of records) expect(record.outcome).toBe("server_abort");
  for (const record of records) expect(record.status).toBe(status);
});

describe("where connections may stay half open, and the client has ended its side", () => {
  const halfOpen = async (onEnd: Handler): Promise<ObservedServer> => {
    const observed = await serveObserved((incoming, outgoing) => {
      outgoing.write("part");
      incoming.socket.on("end", () => onEnd(incoming, outgoing));
    });
    Object.assign(observed.server, { httpAllowHalfOpen: true });
    return observed;
  };

  test.each<[what: string, breakOff: Handler]>([
    ["breaks off", (_, outgoing) => void outgoing.destroy()],
    ["ends the connection", ({ socket }) => void socket.end()],
  ])("an app that %s then", async (_, breakOff) => {
    const { port, recorded } = await halfOpen(breakOff);
    for (let i = 0; i < 2; i++) await ask(port, GET, (socket) => socket.end());
    const end = { outcome: "server_abort", status: 200, responseBytes: 4 };
    expect(await recorded(2)).toMatchObject([end, end]);
  });

  test("a client that is lost then", async () => {
    const { port, recorded } = await halfOpen((_, outgoing) => {
      const writing = setInterval(() => outgoing.write("more"), 1);
      outgoing.on("close", () => clearInterval(writing));
    });
    await ask(port, GET, (socket) => {
      if (socket.writableEnded) socket.resetAndDestroy();
      else socket.end();
    });
    expect(await recorded(1)).toMatchObject([{ outcome: "client_abort", status: 200 }]);
  });
});

const RAW = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

test("an answer past the response, on its connection, is one of which nothing is known", async () => {
  const { port, recorded } = await serveObserved(({ socket }) => void socket.end(RAW));
  for (let i = 0; i < 2; i++) await ask(port, GET);
  for (const record of await recorded(2)) {
    expect(record).toMatchObject({ route: "/plain" });
    for (const unknown of ["outcome", "status", "responseBytes"]) {
      expect(record).not.toHaveProperty(unknown);
    }
  }
});

test.each<[what: string, message: string, handler: Handler]>([
  [
    "a part of one, in mid-answer",
    GET,
    ({ socket }) => void socket.write("HTTP/1.1", () => socket.destroy()),
  ],
  [
    "leave to go on with the body, and the end",
    GET.replace("host", "expect: 100-continue\r\nhost"),
    ({ socket }) => void socket.end(),
  ],
])("but not %s", async (_, message, handler) => {
  const { port, recorded } = await serveObserved(handler);
  for (let i = 0; i < 2; i++) await ask(port, message);
  const end = { outcome: "server_abort", responseBytes: 0 };
  expect(await recorded(2)).toMatchObject([end, end]);
});

test("nor the end of a connection on which something was answered before", async () => {
  const { port, recorded } = await serveObserved(({ socket, url }, outgoing) => {
    if (url === "/") outgoing.end("ok");
    else socket.end();
  });
  let isNext = false;
  await ask(port, GET, (socket) => {
    if (!isNext) socket.write(GET.replace("/", "/next"));
    isNext = true;
  });
  const [, record] = await recorded(2);
  expect(record).toMatchObject({ path: "/next", outcome: "server_abort", responseBytes: 0 });
});
