import { once } from "node:events";
import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import type { Peek } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

const UPGRADE = "GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";
const BEFORE = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const TAKEN = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n";

let endpoint: RecordingEndpoint;
let client: Peek;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  ({ client } = createMemoryClient(endpoint));
});
afterEach(async () => {
  await client.shutdown();
  await endpoint.close();
});

interface Upgrade {
  readonly socket: Socket;
  readonly outgoing: ServerResponse;
  /** Has the framework see the request. */
  observe(): void;
}

/** What is recorded of an upgrade; the client has sent another request on the same connection before. */
async function recordOf(
  take: (upgrade: Upgrade) => void,
  before = "",
  isBelowFrameworks = false,
): Promise<object> {
  const mount = createMount<IncomingMessage>(
    client,
    {},
    { name: "plain", version: "1", isBelowFrameworks, routeOf: () => undefined },
  );
  const server = createServer((_, outgoing) => outgoing.end());
  server.on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
    const outgoing = new ServerResponse(incoming);
    socket.resume();
    take({ socket, outgoing, observe: () => observe(mount, incoming, incoming, outgoing) });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").resume();
  if (before !== "") {
    socket.write(before);
    await once(socket, "data");
  }
  socket.write(UPGRADE);
  await once(socket, "close");
  server.close();
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });
  const [record] = endpoint.requests;
  return { status: record!.status, outcome: record!.outcome, responseBytes: record!.responseBytes };
}

test("what the app writes on the socket is the status, of a response that never closes too", async () => {
  const record = await recordOf(({ socket, observe }) => {
    observe();
    socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
  });
  expect(record).toEqual({ status: 401 });
});

test("what it writes on an object that inherits from the socket is, too", async () => {
  let failure: unknown;
  const record = await recordOf(({ socket, observe }) => {
    observe();
    const heir = Object.create(socket) as Socket;
    try {
      heir.write("HTTP/1.1 403 Forbidden\r\n");
      heir.end("Content-Length: 0\r\n\r\n");
    } catch (error) {
      failure = error;
      socket.destroy();
    }
  });
  expect([record, failure]).toEqual([{ status: 403 }, undefined]);
});

test("what the app lets the response say has its bytes", async () => {
  const record = await recordOf(({ socket, outgoing, observe }) => {
    outgoing.assignSocket(socket);
    observe();
    outgoing.writeHead(403, { connection: "close" }).end("not you", () => socket.end());
  });
  expect(record).toEqual({ status: 403, responseBytes: 7 });
});

test.each([
  ["the only one that is asked there", "", false],
  ["asked behind others, and observed below the framework", BEFORE, true],
])(
  "a connection that the app drops without a word has become nothing else: %s",
  async (_, ...on) => {
    const record = await recordOf(
      ({ socket, observe }) => {
        observe();
        socket.end();
      },
      ...on,
    );
    expect(record).toEqual({ outcome: "server_abort", responseBytes: 0 });
  },
);

test.each([
  ["the only one of its connection", ""],
  ["asked on a connection that had others", BEFORE],
])("one that was taken before it is observed, %s", async (_, before) => {
  const record = await recordOf(({ socket, observe }) => {
    socket.write(TAKEN);
    observe();
    socket.end();
  }, before);
  expect(record).toEqual({ outcome: "upgrade", responseBytes: 0 });
});
