import { once } from "node:events";
import { createServer, request as ask } from "node:https";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { attach } from "@peekjs/node";
import { expect, test } from "vitest";
import { listen, startRecorder } from "./support.ts";

/** Both sides know a key: no certificate is needed. */
const KEY = Buffer.from("a key of both sides");
const SERVER = { ciphers: "PSK", maxVersion: "TLSv1.2", pskCallback: () => KEY } as const;
const CLIENT: ConnectionOptions = {
  host: "127.0.0.1",
  ciphers: "PSK",
  maxVersion: "TLSv1.2",
  checkServerIdentity: () => undefined,
  pskCallback: () => ({ psk: KEY, identity: "test" }),
};

test("requests over TLS: bytes both ways, and a client that leaves in mid-body", async () => {
  await using recorder = await startRecorder();
  const server = createServer(SERVER, (request, response) => {
    if (request.url === "/echo") request.pipe(response);
    else response.write("part");
  });
  attach(server, recorder.client);
  using at = await listen(server);
  const outgoing = ask({
    port: at.port,
    path: "/echo",
    method: "POST",
    createConnection: () => connectTo(at.port),
  });
  outgoing.end("12345");
  const [response] = await once(outgoing, "response");
  await once(response.resume(), "end");
  const socket = connectTo(at.port);
  socket.write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(socket, "data");
  socket.destroy();
  expect(await recorder.records(2)).toMatchObject([
    { method: "POST", path: "/echo", status: 200, requestBytes: 5, responseBytes: 5 },
    { path: "/endless", status: 200, outcome: "client_abort", responseBytes: 4 },
  ]);
});

test("a client that leaves before all has left that was written, and behind it", async () => {
  await using recorder = await startRecorder();
  const server = createServer(SERVER, ({ socket }, response) => {
    response.write(Buffer.alloc(20_000_000), () => socket.emit("all left"));
  });
  attach(server, recorder.client);
  using at = await listen(server);
  const leaving = connectTo(at.port);
  leaving.write("GET /before HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(leaving, "data");
  leaving.destroy();
  await recorder.records(1);
  const reading = connectTo(at.port).resume();
  const [serving] = await once(server, "secureConnection");
  reading.write("GET /behind HTTP/1.1\r\nHost: a\r\n\r\n");
  await once(serving, "all left");
  reading.destroy();
  const [before, behind] = await recorder.records(2);
  expect(before).toMatchObject({ path: "/before", status: 200, outcome: "client_abort" });
  // Of TLS nobody knows how much of a part has left.
  expect(before).not.toHaveProperty("responseBytes");
  expect(behind).toMatchObject({ outcome: "client_abort", responseBytes: 20_000_000 });
});

test("a whole answer, after which the app destroys the connection", async () => {
  await using recorder = await startRecorder();
  const server = createServer(SERVER, (request, response) => {
    response.statusCode = 413;
    response.end("too large");
    request.destroy();
  });
  attach(server, recorder.client);
  using at = await listen(server);
  // The first request of a process begins before anything is known of its server.
  for (let i = 0; i < 2; i++) {
    const socket = connectTo(at.port).setEncoding("latin1");
    let received = "";
    socket.on("data", (text: string) => (received += text));
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "close");
    expect(received).toMatch(/too large$/);
  }
  const records = await recorder.records(2);
  for (const record of records) {
    expect(record).toMatchObject({ status: 413, responseBytes: 9 });
    expect(record).not.toHaveProperty("outcome");
  }
});

const MALFORMED = "GET / HTTP/1.1\r\nHost: a\r\n\r\nno request\r\n\r\n";

test("a whole answer, in front of a request that is malformed", async () => {
  await using recorder = await startRecorder();
  const server = createServer(SERVER, (_, response) => {
    response.write("whole ");
    response.end("answer");
  });
  attach(server, recorder.client);
  using at = await listen(server);
  // The first request of a process begins before anything is known of its server.
  for (let i = 0; i < 2; i++) {
    const socket = connectTo(at.port).resume();
    socket.write(MALFORMED);
    await once(socket, "close");
  }
  const records = await recorder.records(2);
  for (const record of records) {
    expect(record).toMatchObject({ status: 200, responseBytes: 12 });
    expect(record).not.toHaveProperty("outcome");
  }
});

test("an answer that is cut off by a request that is malformed", async () => {
  await using recorder = await startRecorder();
  const server = createServer(SERVER, (_, response) => {
    response.end(Buffer.alloc(20_000_000));
  });
  attach(server, recorder.client);
  using at = await listen(server);
  for (let i = 0; i < 2; i++) {
    const socket = connectTo(at.port).on("error", () => undefined);
    socket.write(MALFORMED);
    await recorder.records(i + 1);
    socket.destroy();
  }
  for (const record of await recorder.records(2)) {
    expect(record).toMatchObject({ status: 200, outcome: "server_abort" });
    expect(record).not.toHaveProperty("responseBytes");
  }
});

function connectTo(port: number): TLSSocket {
  return connect({ ...CLIENT, port });
}
