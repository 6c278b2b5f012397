import { once } from "node:events";
import { type IncomingMessage, ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { observe, setConsumer } from "../../src/node-http/index.ts";
import { type Handler, type Observing, startObserving } from "../support/observing.ts";

let app: Observing;

beforeEach(async () => {
  app = await startObserving();
});
afterEach(() => app.end());

describe("what the app makes of the response", () => {
  test("a proxy in front of it", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      const proxy = new Proxy(outgoing, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      observe(app.mount, incoming, incoming, proxy);
      setConsumer(proxy, "acme");
      proxy.write("through ");
      proxy.end("proxy");
    });
    for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const record = { status: 200, responseBytes: 13, consumer: "acme" };
    expect(await app.recorded(3)).toMatchObject([record, record, record]);
  });

  test("a head that Node refuses, and another with what is said then", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.statusMessage = "not\nallowed";
      expect(() => outgoing.end("refused")).toThrow("Invalid character");
      outgoing.statusMessage = "OK";
      outgoing.end("said");
    });
    for (let i = 0; i < 2; i++) {
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("said");
    }
    const record = { status: 200, responseBytes: 4 };
    expect(await app.recorded(2)).toMatchObject([record, record]);
  });

  test("a word of its own on whether the head is sent, as where Fastify mounts Express", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      Object.defineProperty(outgoing, "headersSent", { get: () => false });
      outgoing.writeHead(201, { "content-type": "text/event-stream" });
      outgoing.write("data: 1\n\n");
    });
    const { body, status } = await fetch(`http://127.0.0.1:${port}/`);
    const reader = body!.getReader();
    await reader.read();
    await reader.cancel();
    const record = { status, outcome: "stream_closed", responseBytes: 9 };
    expect(await app.recorded(1)).toMatchObject([record]);
  });

  test("an object of its own that inherits from it", async () => {
    const { port } = await app.serve((incoming, outgoing) => {
      const heir = Object.create(outgoing) as ServerResponse;
      observe(app.mount, incoming, incoming, heir);
      outgoing.end("the response's own");
    });
    for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(await app.recorded(3)).toMatchObject([
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ]);
  });

  test("an object that inherits from it, and writes", async () => {
    const server = createHttp2Server((incoming, outgoing) => {
      const [request, response] = [incoming, outgoing] as unknown as Parameters<Handler>;
      observe(app.mount, request, request, response);
      const heir = Object.create(Object.create(outgoing) as object) as typeof outgoing;
      try {
        heir.write("he");
        heir.end("ir");
      } catch (error) {
        outgoing.stream.destroy(error as Error);
      }
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await text(session.request({ ":path": "/" }))).toBe("heir");
    expect(await app.recorded(1)).toMatchObject([{ status: 200, responseBytes: 4 }]);
    session.close();
    server.close();
  });

  test.each([
    ["with a length", ["whole"], 5],
    ["in chunks", ["in ", "chunks"], undefined],
  ])("what is written past it, %s", async (_, chunks, responseBytes) => {
    const { write, end } = ServerResponse.prototype;
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      for (const chunk of chunks.slice(0, -1)) Reflect.apply(write, outgoing, [chunk]);
      Reflect.apply(end, outgoing, chunks.slice(-1));
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(chunks.join(""));
    const [record] = await app.recorded(1);
    expect([record!.status, record!.responseBytes]).toEqual([200, responseBytes]);
  });

  test("a response without its request, and a request without its socket", async () => {
    const waiting: [IncomingMessage, ServerResponse][] = [];
    const { port } = await app.serve((incoming, outgoing) => {
      observe(app.mount, incoming, incoming, outgoing);
      Object.assign(outgoing, { req: null });
      Object.assign(incoming, { socket: { remoteAddress: "192.0.2.1" } });
      waiting.push([incoming, outgoing]);
      if (waiting.length < 3) return;
      for (const [request, response] of waiting.splice(0)) {
        setConsumer(response, request.url!.slice(1));
        response.write("to ");
        response.end(request.url);
      }
    });
    const paths = ["/a", "/b", "/c"];
    const bodies = paths.map(async (path) =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    );
    expect(await Promise.all(bodies)).toEqual(paths.map((path) => `to ${path}`));
    const records = await app.recorded(3);
    expect(new Set(records.map(({ path, consumer }) => `${path} ${consumer}`))).toEqual(
      new Set(["/a a", "/b b", "/c c"]),
    );
    expect(records.map(({ responseBytes }) => responseBytes)).toEqual([5, 5, 5]);
  });
});

test.each([
  ["writeHead", "/200", 200],
  ["writeHead", "/200?status=500", 200],
  ["writeHead", "/503?status=200&reason=OK", 503],
  ["writeHead", "/299?status=298", 299],
  ["flushHeaders", "/200?status=500&reason=Internal%20Server%20Error", 200],
  ["writeHead", "/404?ownReason=Gone&status=410&reason=Gone", 404],
])("the status is that of the head: %s %s", async (method, target, sent) => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    const { pathname, searchParams } = new URL(incoming.url!, "http://localhost");
    const [status, later] = [Number(pathname.slice(1)), searchParams.get("status")];
    outgoing.statusCode = status;
    if (method === "flushHeaders") outgoing.flushHeaders();
    else outgoing.writeHead(status, searchParams.get("ownReason") ?? undefined);
    if (later !== null) outgoing.statusCode = Number(later);
    outgoing.statusMessage = searchParams.get("reason") ?? outgoing.statusMessage;
    outgoing.end();
  });
  const response = await fetch(`http://127.0.0.1:${port}${target}`);
  await response.text();
  expect([response.status, (await app.recorded(1))[0]!.status]).toEqual([sent, sent]);
});

test("statuses that HTTP does not know are left out of the record", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.writeHead(Number(incoming.url!.slice(1))).end("odd");
  });
  for (const status of [599, 600, 999]) {
    const socket = connect(port, "127.0.0.1").resume();
    socket.end(`GET /${status} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    await once(socket, "close");
  }
  expect(
    (await app.recorded(3)).map(({ status, responseBytes }) => [status, responseBytes]),
  ).toEqual([
    [599, 3],
    [undefined, 3],
    [undefined, 3],
  ]);
});

test("what peek fails to read of a chunk costs a figure, and reaches neither the app nor its client", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    const chunk = Buffer.from("whole");
    let readings = 0;
    const length = (): number => {
      if (readings++ === 0) throw new Error("not for you");
      return 5;
    };
    outgoing.end(Object.defineProperty(chunk, "byteLength", { get: length }));
  });
  const response = await fetch(`http://127.0.0.1:${port}`);
  expect(await response.text()).toBe("whole");
  expect(await app.recorded(1)).toMatchObject([{ status: 200 }]);
  expect(app.said.splice(0)).toEqual([expect.stringMatching(/^PEEK_E_INTERNAL .*not for you/)]);
});

test("a response that waited for its turn when the client left has no time to first byte", async () => {
  const arrived: ServerResponse[] = [];
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    if (arrived.push(outgoing) === 2) outgoing.end("second", () => undefined);
  });
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
  await vi.waitFor(() => expect(arrived).toHaveLength(2));
  socket.resetAndDestroy();
  const gone = { outcome: "client_abort", responseBytes: 0 };
  const records = await app.recorded(2);
  expect(records).toMatchObject([gone, gone]);
  expect(records.map(({ status, ttfbMs }) => status ?? ttfbMs)).toEqual([undefined, undefined]);
});

test("a head that waited for its turn has no time", async () => {
  let first: ServerResponse | undefined;
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    if (incoming.url === "/1") first = outgoing;
    else outgoing.end("second", () => socket.end());
    if (incoming.url === "/2") setImmediate(() => first!.end("first"));
  });
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
  const records = await app.recorded(2);
  expect(records.map(({ path, ttfbMs }) => [path, typeof ttfbMs])).toEqual([
    ["/1", "number"],
    ["/2", "undefined"],
  ]);
});
