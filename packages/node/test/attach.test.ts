import { EventEmitter, once } from "node:events";
import { createServer, request as ask, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { attach, setConsumer, setRoute, withPeek } from "@peekjs/node";
import { expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { listen, startRecorder } from "./support.ts";

const UPGRADE = "GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

test("a WebSocket: one record when its connection closes", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  attach(server, recorder.client);
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => {
    setRoute(request, "/live/:room");
    setConsumer(request, "u1");
    socket.on("message", (message) => socket.send(message));
  });
  using at = await listen(server);
  const socket = new WebSocket(`ws://127.0.0.1:${at.port}/live/7?key=secret`);
  await once(socket, "open");
  socket.send("hello");
  expect(String((await once(socket, "message"))[0])).toBe("hello");
  expect(recorder.client.pendingCount).toBe(0);
  socket.close();
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({
    method: "GET",
    route: "/live/:room",
    path: "/live/7",
    status: 101,
    outcome: "upgrade",
    consumer: "u1",
  });
});

test("a template that cannot be told, or is promised: the record comes without it", async () => {
  await using recorder = await startRecorder();
  const server = createServer((_request, response) => void response.end("ok"));
  attach(server, recorder.client, {
    route({ url }) {
      if (url === "/1") throw new TypeError("no template");
      return Promise.resolve("/later") as never;
    },
  });
  using at = await listen(server);
  for (const path of ["/1", "/2"]) await fetch(`http://127.0.0.1:${at.port}${path}`);
  const records = await recorder.records(2);
  expect(recorder.codes).toContain("PEEK_E_CALLBACK");
  expect(records.map(({ path, route }) => [path, route])).toEqual([
    ["/1", undefined],
    ["/2", undefined],
  ]);
});

test("what Node itself refuses, from the first request on, once for each client", async () => {
  await using recorder = await startRecorder();
  await using other = await startRecorder();
  const server = createServer((_request, response) => void response.end("ok"));
  attach(server, recorder.client);
  attach(server, other.client);
  using at = await listen(server);
  const refused = [
    "/first HTTP/1.1\r\nHost: a",
    "/2 HTTP/1.1",
    "/3 HTTP/1.1\r\nHost: a\r\nExpect: odd",
  ];
  const answers: string[] = [];
  for (const head of refused) {
    answers.push(await exchange(at.port, `GET ${head}\r\nConnection: close\r\n\r\n`));
  }
  expect(answers.map((answer) => answer.slice(9, 12))).toEqual(["200", "400", "417"]);
  for (const each of [recorder, other]) {
    expect((await each.records(3)).map(({ path, status }) => [path, status])).toEqual([
      ["/first", 200],
      ["/2", 400],
      ["/3", 417],
    ]);
  }
});

test.each<[what: string, refuse: (socket: Socket) => void]>([
  ["ended with it", (socket) => void socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n")],
  [
    "written and dropped",
    (socket) => {
      socket.write("HTTP/1.1 401 Unauthorized\r\n");
      socket.write("Content-Length: 2\r\n\r\nno");
      socket.destroySoon();
    },
  ],
  [
    "behind a hint",
    (socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
      socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    },
  ],
  [
    "together with a hint",
    (socket) =>
      void socket.end("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 401 Unauthorized\r\n\r\n"),
  ],
  ["as bytes", (socket) => void socket.end(Buffer.from("HTTP/1.1 401 Unauthorized\r\n\r\n"))],
])("a handshake that is refused on the socket, %s", async (_, refuse) => {
  await using recorder = await startRecorder();
  const server = createServer();
  attach(server, recorder.client);
  const own: PropertyKey[][] = [];
  server.on("upgrade", (_request, socket: Socket) => {
    const before = Reflect.ownKeys(socket);
    refuse(socket);
    own.push(before.filter((key) => !Reflect.ownKeys(socket).includes(key)));
  });
  using at = await listen(server);
  expect(await exchange(at.port, UPGRADE)).toContain("HTTP/1.1 401 ");
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ path: "/live", status: 401 });
  expect(record).not.toHaveProperty("outcome");
  expect(record).not.toHaveProperty("responseBytes");
  expect(own).toEqual([["write", "end"]]);
});

test("a connection that speaks of heads later, behind a write of the app's own", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  attach(server, recorder.client);
  server.on("upgrade", (_, socket: Socket) => {
    const own: (text: string) => boolean = socket.write.bind(socket);
    socket.write = (text: string) => own(text);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n");
    socket.write("HTTP/1.1 500 is what I say\r\n\r\n");
    socket.end();
  });
  using at = await listen(server);
  expect(await exchange(at.port, UPGRADE)).toContain("500 is what I say");
  expect(await recorder.records(1)).toMatchObject([{ status: 101, outcome: "upgrade" }]);
});

test("a handshake that the app drops without a word", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  attach(server, recorder.client);
  server.on("upgrade", (_, socket) => socket.destroy());
  using at = await listen(server);
  expect(await exchange(at.port, UPGRADE)).toBe("");
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ path: "/live", outcome: "server_abort" });
  expect(record).not.toHaveProperty("status");
});

test("a server that nobody asked to upgrade goes on answering such requests", async () => {
  await using recorder = await startRecorder();
  const server = createServer((_, response) => response.end("plain"));
  attach(server, recorder.client);
  expect(server.listenerCount("upgrade")).toBe(0);
  using at = await listen(server);
  expect(await exchange(at.port, UPGRADE)).toMatch(/^HTTP\/1.1 200 /);
  expect(await recorder.records(1)).toMatchObject([{ path: "/live", status: 200 }]);
});

test("a handshake that is refused where nobody else listens for upgrades", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  server.on("upgrade", (_, socket) => {
    // So does @hono/node-server.
    if (server.listenerCount("upgrade") === 1) socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
  });
  attach(server, recorder.client);
  using at = await listen(server);
  expect(await exchange(at.port, UPGRADE)).toMatch(/^HTTP\/1.1 401 /);
  expect(await recorder.records(1)).toMatchObject([{ path: "/live", status: 401 }]);
});

test("a server within another, which takes its first listener for the app", async () => {
  await using recorder = await startRecorder();
  const inner = createServer((_, response) => response.end("inner"));
  attach(inner, recorder.client);
  const [listener] = inner.listeners("request") as [RequestListener];
  using at = await listen(createServer(listener));
  expect(await (await fetch(`http://127.0.0.1:${at.port}/`)).text()).toBe("inner");
});

test("a request that the app hands to its server once more has one record", async () => {
  await using recorder = await startRecorder();
  const server = createServer((request, response) => {
    if (request.url === "/new") return response.end("new");
    request.url = "/new";
    return server.emit("request", request, response);
  });
  attach(server, recorder.client);
  using at = await listen(server);
  expect(await (await fetch(`http://127.0.0.1:${at.port}/old`)).text()).toBe("new");
  expect(await recorder.records(1)).toMatchObject([{ path: "/old", status: 200 }]);
  expect(recorder.codes).toEqual([]);
});

test("an emit of the app's own is called with all that the server emits", async () => {
  await using recorder = await startRecorder();
  const server = createServer((_, response) => response.end("ok"));
  const emit = vi.fn<typeof server.emit>();
  server.emit = function (this: typeof server, ...args: Parameters<typeof server.emit>) {
    emit(...args);
    return Object.getPrototypeOf(server).emit.apply(this, args) as boolean;
  } as typeof server.emit;
  attach(server, recorder.client);
  using at = await listen(server);
  await (await fetch(`http://127.0.0.1:${at.port}/`)).text();
  expect(emit.mock.calls.map(([event]) => event)).toContain("request");
  await recorder.records(1);
});

test("a tunnel", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
  attach(server, recorder.client);
  using at = await listen(server);
  await exchange(at.port, "CONNECT db.test:5432 HTTP/1.1\r\nHost: db.test\r\n\r\n");
  expect(await recorder.records(1)).toMatchObject([{ method: "CONNECT", outcome: "upgrade" }]);
});

test("a request that waits for 100 Continue", async () => {
  await using recorder = await startRecorder();
  const server = createServer();
  attach(server, recorder.client);
  server.on("checkContinue", (request, response) => {
    response.writeContinue();
    request.pipe(response);
  });
  using at = await listen(server);
  const outgoing = ask({ port: at.port, method: "POST", headers: { expect: "100-continue" } });
  outgoing.flushHeaders();
  await once(outgoing, "continue");
  outgoing.end("12345");
  await once(outgoing, "response").then(([response]) => once(response.resume(), "end"));
  expect(await recorder.records(1)).toMatchObject([
    { method: "POST", status: 200, requestBytes: 5, responseBytes: 5 },
  ]);
});

test("listeners that another takes over, as Socket.IO does", async () => {
  await using recorder = await startRecorder();
  const server = createServer((_, response) => response.end("theirs"));
  attach(server, recorder.client);
  const before = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url === "/socket.io/") response.end("ours");
    else for (const each of before) each.call(server, request, response);
  });
  using at = await listen(server);
  for (const path of ["/socket.io/", "/other"]) {
    await (await fetch(`http://127.0.0.1:${at.port}${path}`)).text();
  }
  expect(await recorder.records(2)).toMatchObject([{ path: "/socket.io/" }, { path: "/other" }]);
  expect(recorder.codes).toEqual([]);
});

test.each([
  ["attached twice", attach],
  ["attached around a wrapped listener", () => undefined],
])("%s: said once, one record", async (_, again) => {
  await using recorder = await startRecorder();
  const { client } = recorder;
  const server = createServer(withPeek((_, response) => response.end("ok"), client));
  attach(server, client);
  again(server, client);
  using at = await listen(server);
  await (await fetch(`http://127.0.0.1:${at.port}/`)).text();
  await (await fetch(`http://127.0.0.1:${at.port}/`)).text();
  await recorder.records(2);
  expect(recorder.codes).toEqual(["PEEK_W_DOUBLE"]);
});

test("what a wrapped listener returns and throws is passed on, with its arguments", async () => {
  await using recorder = await startRecorder();
  const failure = new TypeError("no");
  const server = createServer();
  const listener = withPeek(function (this: unknown, _request, response, ...rest: never[]) {
    response.end("ok");
    if (rest.length > 0) return [this, ...rest];
    throw failure;
  }, recorder.client);
  const results: unknown[] = [];
  server.on("request", (request, response) => {
    try {
      const rest = request.url === "/throws" ? [] : ["next" as never];
      results.push(listener.call("this", request, response, ...rest));
    } catch (error) {
      results.push(error);
    }
  });
  using at = await listen(server);
  for (const path of ["/", "/throws"]) {
    await (await fetch(`http://127.0.0.1:${at.port}${path}`)).text();
  }
  expect(results).toEqual([["this", "next"], failure]);
  expect((await recorder.records(2))[1]).toMatchObject({ errorType: "TypeError" });
});

async function exchange(port: number, message: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  socket.write(message);
  // What leaves the connection open has answered then.
  socket.once("data", () => socket.end());
  await once(socket, "close");
  return received;
}

test.each([
  ["nothing", undefined],
  ["a listener", () => {}],
  ["an emitter that is no server", new EventEmitter()],
])("attach refuses %s", (_, given) => {
  const refused = expect.objectContaining({ code: "PEEK_E_APP" });
  expect(() => attach(given as unknown as Server)).toThrow(refused);
});

test("withPeek refuses a server, which is for attach", () => {
  const refused = expect.objectContaining({ code: "PEEK_E_APP" });
  expect(() => withPeek(createServer() as unknown as RequestListener)).toThrow(refused);
});
