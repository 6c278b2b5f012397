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

function connectTo(port: number): TLSSocket {
  return connect({ ...CLIENT, port });
}
