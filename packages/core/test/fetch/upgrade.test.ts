import { once } from "node:events";
import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { startClient } from "@peekjs/testing/conformance";
import { expect, test, vi } from "vitest";
import { type Adapter, createMount } from "../../src/adapter.ts";
import * as isolate from "../../src/fetch/index.edge.ts";
import * as onNode from "../../src/fetch/index.ts";
import { createPeek, type Peek } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";

const framework: Adapter<Request> = { name: "web", version: "1", routeOf: () => "/live" };
const server: Adapter<IncomingMessage> = {
  name: "server",
  version: "1",
  isBelowFrameworks: true,
  routeOf: () => undefined,
};

test("a WebSocket that is observed on its server and in its handler makes one record", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const below = createMount(client, {}, server);
  const above = createMount(client, {}, framework);
  const http = createServer();
  http.on("upgrade", (incoming, socket) => {
    socket.resume();
    const outgoing = new ServerResponse(incoming);
    observe(below, incoming, incoming, outgoing);
    socket.once("close", () => outgoing.emit("close"));
    const raw = new Request("http://app.test/live");
    const observeRequest = onNode.createObserver(above, { watch: onNode.watchReturned });
    observeRequest(raw, raw, { incoming }, () => new Response(null));
    onNode.setConsumer(raw, { incoming }, "acme");
    socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const socket = connect((http.address() as AddressInfo).port, "127.0.0.1").resume();
  socket.end("GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await once(socket, "close");
  http.close();
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toMatchObject([
      { route: "/live", outcome: "upgrade", consumer: "acme" },
    ]);
  });
});

test.each([
  ["101 Switching Protocols", "upgrade", 101],
  ["403 Forbidden", undefined, 403],
])(
  "a handshake that a server answers on its socket, whatever the app says: %s",
  async (line, outcome, status) => {
    const { client, endpoint } = await startClient(createPeek);
    const above = createMount(client, {}, framework);
    const http = createServer();
    http.on("upgrade", (incoming, socket, head) => {
      const raw = new Request("http://app.test/live", { headers: HANDSHAKE });
      const env = { req: incoming, upgrade: { socket, head } };
      const observeRequest = onNode.createObserver(above, { watch: onNode.watchReturned });
      observeRequest(raw, raw, env, () => new Response("the app's", { status: 426 }));
      onNode.setConsumer(raw, env, "acme");
      socket.resume().end(`HTTP/1.1 ${line}\r\n\r\n`);
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    const socket = connect((http.address() as AddressInfo).port, "127.0.0.1").resume();
    socket.end(
      "GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    await once(socket, "close");
    http.close();
    await vi.waitFor(async () => {
      await client.flush();
      expect(endpoint.requests).toMatchObject([{ route: "/live", status, consumer: "acme" }]);
    });
    expect(endpoint.requests[0]!.outcome).toBe(outcome);
  },
);

function observerOn(
  { createObserver }: Pick<typeof onNode, "createObserver">,
  client: Peek,
): onNode.ObserveRequest<Request> {
  return createObserver(createMount(client, {}, framework), { watch: onNode.watchReturned });
}

const HANDSHAKE = { upgrade: "websocket", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" };

test.each([
  ["taken, answered with nothing", new Response(null), "upgrade", 101],
  ["taken, not answered", undefined, "upgrade", 101],
  ["answered with a page", new Response("a page"), undefined, 200],
  ["refused", new Response(null, { status: 403 }), undefined, 403],
])("a WebSocket that is %s", async (_, response, outcome, status) => {
  const { client, endpoint } = await startClient(createPeek);
  const raw = new Request("http://app.test/live", { headers: HANDSHAKE });
  observerOn(onNode, client)(raw, raw, undefined, () => response);
  await client.shutdown();
  expect(endpoint.requests.map((record) => [record.outcome, record.status])).toEqual([
    [outcome, status],
  ]);
});

test("a WebSocket whose request tells nothing more once it is taken, as Deno's", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const headers = { ...HANDSHAKE, "x-api-key": "k" };
  const raw = new Request("http://app.test/live?a=1", { headers });
  const close = (of: object, name: string): void =>
    void Object.defineProperty(of, name, {
      get() {
        throw new TypeError("Request closed");
      },
    });
  observerOn(onNode, client)(raw, raw, undefined, () => {
    close(raw.headers, "get");
    for (const name of ["headers", "url", "body"]) close(raw, name);
    return { status: 101, headers: new Headers() } as Response;
  });
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/live", path: "/live", status: 101, outcome: "upgrade", requestBytes: 0 },
  ]);
  expect(endpoint.requests[0]!.consumer).toMatch(/^c_/);
});

test.each([
  ["POST", HANDSHAKE],
  ["HEAD", HANDSHAKE],
  ["GET", { upgrade: "websocket" }],
])("%s with %o, answered with nothing, is no WebSocket", async (method, headers) => {
  const { client, endpoint } = await startClient(createPeek);
  const raw = new Request("http://app.test/hook", { method, headers });
  observerOn(onNode, client)(raw, raw, undefined, () => new Response(null));
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ method, status: 200 }]);
  expect(endpoint.requests[0]).not.toHaveProperty("outcome");
});

test("in an isolate, whose platform takes a WebSocket with a 101 of the handler's own", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const observeRequest = observerOn(isolate, client);
  for (const status of [101, 200]) {
    const raw = new Request("http://app.test/live", { headers: HANDSHAKE });
    const response = { status, headers: new Headers(), body: null } as Response;
    observeRequest(raw, raw, undefined, () => response);
  }
  await client.shutdown();
  expect(endpoint.requests.map(({ outcome, status }) => [outcome, status])).toEqual([
    ["upgrade", 101],
    [undefined, 200],
  ]);
});
