import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter/index.ts";
import type { Peek } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
const UPLOAD = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\npart";

let endpoint: RecordingEndpoint;
let client: Peek;
let server: Server;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  ({ client } = createMemoryClient(endpoint));
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await client.shutdown();
  await endpoint.close();
});

async function serve(handler: Handler): Promise<number> {
  const mount = createMount<IncomingMessage>(
    client,
    {},
    { name: "plain", version: "1", routeOf: () => "/plain" },
  );
  server = createServer((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Sends it on a connection of its own, which ends its side when the server does. */
async function ask(port: number, message: string, onData?: (socket: Socket) => void) {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.on("data", () => onData?.(socket)).resume();
  socket.write(message);
  await once(socket, "close");
}

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(count);
  });
  return endpoint.requests;
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
    const port = await serve(handler);
    // The first request of a process begins before anything is known of its server.
    for (let i = 0; i < 2; i++) await ask(port, message);
    const end = { outcome: "server_abort", ...(status && { status }) };
    const records = await recorded(2);
    expect(records).toMatchObject([end, end]);
    expect(records[1]!.status).toBe(status);
  },
);

test("a client that ends it first has left, also where the app ends it then", async () => {
  const port = await serve(({ socket }, outgoing) => {
    outgoing.write("part");
    socket.on("end", () => socket.end());
  });
  for (let i = 0; i < 2; i++) await ask(port, GET, (socket) => socket.end());
  const end = { outcome: "client_abort", status: 200, responseBytes: 4 };
  expect(await recorded(2)).toMatchObject([end, end]);
});
