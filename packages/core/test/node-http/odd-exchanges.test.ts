import diagnostics from "node:diagnostics_channel";
import { EventEmitter, once } from "node:events";
import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { PassThrough } from "node:stream";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter/index.ts";
import type { Mount } from "../../src/adapter/mount.ts";
import type { Peek } from "../../src/index.node.ts";
import { observe, setConsumer } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
let endpoint: RecordingEndpoint;
let client: Peek;
let mount: Mount<IncomingMessage>;
let said: string[];
let server: Server | undefined;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  ({ client, said } = createMemoryClient(endpoint));
  mount = createMount<IncomingMessage>(client, {}, adapter);
});
afterEach(async () => {
  server?.close();
  server?.closeAllConnections();
  await client.shutdown();
  await endpoint.close();
  expect(said).toEqual([]);
});

async function serve(handler: Handler): Promise<number> {
  server = createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(count);
  });
  expect(mount.running.lasting(Infinity, () => "running")).toEqual([]);
  return endpoint.requests;
}

describe("a request that is observed late", () => {
  test.each([1, 2])("whose client has left, observed by %i mounts", async (times) => {
    let left = Promise.resolve();
    const port = await serve((incoming, outgoing) => {
      if (incoming.url === "/other") {
        outgoing.end();
        return;
      }
      left = once(outgoing, "close").then(() => {
        for (let i = 0; i < times; i++) observe(mount, incoming, incoming, outgoing);
      });
      socket.destroy();
    });
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /left HTTP/1.1\r\nhost: a\r\n\r\n");
    await once(socket, "close");
    await left;
    const [record] = await recorded(1);
    expect(record).toMatchObject({ path: "/left", outcome: "client_abort", responseBytes: 0 });
    expect(record).not.toHaveProperty("status");
  });

  test("once more after it was reported", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      outgoing.end("ok");
      outgoing.on("close", () => observe(mount, incoming, incoming, outgoing));
    });
    await (await fetch(`http://127.0.0.1:${port}/once`)).text();
    await (await fetch(`http://127.0.0.1:${port}/twice`)).text();
    server!.closeAllConnections();
    expect((await recorded(2)).map(({ path, status }) => [path, status])).toEqual([
      ["/once", 200],
      ["/twice", 200],
    ]);
  });
});

describe("what the app makes of the response", () => {
  test("a proxy in front of it", async () => {
    const port = await serve((incoming, outgoing) => {
      const proxy = new Proxy(outgoing, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      observe(mount, incoming, incoming, proxy);
      setConsumer(proxy, "acme");
      proxy.write("through ");
      proxy.end("proxy");
    });
    for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const record = { status: 200, responseBytes: 13, consumer: "acme" };
    expect(await recorded(3)).toMatchObject([record, record, record]);
  });

  test("a head that Node refuses, and another with what is said then", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      outgoing.statusMessage = "not\nallowed";
      expect(() => outgoing.end("refused")).toThrow("Invalid character");
      outgoing.statusMessage = "OK";
      outgoing.end("said");
    });
    for (let i = 0; i < 2; i++) {
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("said");
    }
    const record = { status: 200, responseBytes: 4 };
    expect(await recorded(2)).toMatchObject([record, record]);
  });

  test("an object of its own that inherits from it", async () => {
    const port = await serve((incoming, outgoing) => {
      const heir = Object.create(outgoing) as ServerResponse;
      observe(mount, incoming, incoming, heir);
      outgoing.end("the response's own");
    });
    for (let i = 0; i < 3; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(await recorded(3)).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
  });

  test.each([
    ["with a length", ["whole"], 5],
    ["in chunks", ["in ", "chunks"], undefined],
  ])("what is written past it, %s", async (_, chunks, responseBytes) => {
    const { write, end } = ServerResponse.prototype;
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      for (const chunk of chunks.slice(0, -1)) Reflect.apply(write, outgoing, [chunk]);
      Reflect.apply(end, outgoing, chunks.slice(-1));
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(chunks.join(""));
    const [record] = await recorded(1);
    expect([record!.status, record!.responseBytes]).toEqual([200, responseBytes]);
  });

  test("a response without its request, and a request without its socket", async () => {
    const waiting: [IncomingMessage, ServerResponse][] = [];
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
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
    const records = await recorded(3);
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
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
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
  expect([response.status, (await recorded(1))[0]!.status]).toEqual([sent, sent]);
});

test("statuses that HTTP does not know are left out of the record", async () => {
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    outgoing.writeHead(Number(incoming.url!.slice(1))).end("odd");
  });
  for (const status of [599, 600, 999]) {
    const socket = connect(port, "127.0.0.1").resume();
    socket.end(`GET /${status} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    await once(socket, "close");
  }
  expect((await recorded(3)).map(({ status, responseBytes }) => [status, responseBytes])).toEqual([
    [599, 3],
    [undefined, 3],
    [undefined, 3],
  ]);
});

describe("what Node answers past the response", () => {
  const post = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n";

  async function send(port: number, malformed: string): Promise<string> {
    const socket = connect(port, "127.0.0.1")
      .setEncoding("latin1")
      .on("error", () => undefined);
    let received = "";
    socket.on("data", (text: string) => (received += text)).write(post + malformed);
    await once(socket, "close");
    return received;
  }

  test("to a body that is malformed", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
    });
    expect(await send(port, "no size\r\n")).toMatch(/^HTTP\/1.1 400 /);
    const [record] = await recorded(1);
    expect(record).toMatchObject({ status: 400, requestBytes: 3, responseBytes: 0 });
    expect([record!.outcome, record!.ttfbMs]).toEqual([undefined, undefined]);
  });

  test("to a body that takes too long", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
      const late = Object.assign(new Error("late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      incoming.socket.emit("error", late);
    });
    expect(await send(port, "")).toMatch(/^HTTP\/1.1 408 /);
    expect(await recorded(1)).toMatchObject([{ status: 408, responseBytes: 0 }]);
  });

  test("nothing, behind a head that has left", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
      outgoing.write("part");
    });
    expect(await send(port, "no size\r\n")).not.toContain("400");
    expect(await recorded(1)).toMatchObject([{ outcome: "server_abort", responseBytes: 4 }]);
  });

  test("nothing, where the app answers such errors", async () => {
    const port = await serve((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      incoming.on("error", () => undefined).resume();
    });
    server!.on("clientError", (_, socket) => void socket.destroy());
    await send(port, "no size\r\n");
    const [record] = await recorded(1);
    expect([record!.status, record!.outcome]).toEqual([undefined, "server_abort"]);
  });
});

test("an app's own answer to a body that is malformed is one of which nothing is known", async () => {
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    incoming.on("error", () => undefined).resume();
  });
  server!.on("clientError", (error, socket) => {
    socket.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 3\r\n\r\nbad");
    socket.destroy(error);
  });
  const socket = connect(port, "127.0.0.1")
    .resume()
    .on("error", () => undefined);
  socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n");
  await once(socket, "close");
  const [{ outcome, status, responseBytes } = {}] = await recorded(1);
  expect([outcome, status, responseBytes]).toEqual([undefined, undefined, undefined]);
});

test("a response that waited for its turn when the client left has no time to first byte", async () => {
  const arrived: ServerResponse[] = [];
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    if (arrived.push(outgoing) === 2) outgoing.end("second", () => undefined);
  });
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n");
  await vi.waitFor(() => expect(arrived).toHaveLength(2));
  socket.resetAndDestroy();
  const gone = { outcome: "client_abort", responseBytes: 0 };
  const records = await recorded(2);
  expect(records).toMatchObject([gone, gone]);
  expect(records.map(({ status, ttfbMs }) => status ?? ttfbMs)).toEqual([undefined, undefined]);
});

describe("messages that no server made", () => {
  test("Node's own classes", async () => {
    for (let i = 0; i < 2; i++) {
      const incoming = new IncomingMessage(new Socket());
      incoming.method = "GET";
      incoming.url = "/made?by=hand";
      const outgoing = new ServerResponse(incoming);
      outgoing.assignSocket(new PassThrough().resume() as unknown as Socket);
      observe(mount, incoming, incoming, outgoing);
      outgoing.end("hello");
      await once(outgoing, "finish");
    }
    const record = { method: "GET", path: "/made", status: 200, responseBytes: 5 };
    expect(await recorded(2)).toMatchObject([record, record]);
  });

  test("objects that tell of nothing: no record, and no complaint", () => {
    const incoming = { method: "GET", url: "/fake", headers: {} } as IncomingMessage;
    const outgoing = { end: vi.fn<() => void>() } as unknown as ServerResponse;
    observe(mount, incoming, incoming, outgoing);
    expect(mount.running.lasting(Infinity, () => "running")).toEqual([]);
    outgoing.end();
    expect(outgoing.end).toHaveBeenCalledOnce();
  });

  test("a response that is used for one request after the other", async () => {
    const outgoing = Object.assign(new EventEmitter(), {
      statusCode: 200,
      headersSent: true,
      end(this: EventEmitter) {
        this.emit("finish");
      },
    }) as unknown as ServerResponse;
    for (const url of ["/1", "/2"]) {
      const incoming = { method: "GET", url, headers: {} } as IncomingMessage;
      observe(mount, incoming, incoming, outgoing);
      outgoing.end();
    }
    expect((await recorded(2)).map(({ path }) => path)).toEqual(["/1", "/2"]);
  });
});

test("what others publish on Node's channels", async () => {
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    outgoing.end();
  });
  await fetch(`http://127.0.0.1:${port}/`);
  for (const name of ["http.server.request.start", "http.server.response.finish"]) {
    for (const message of [undefined, {}, { request: null, response: null }]) {
      diagnostics.channel(name).publish(message);
    }
  }
  await fetch(`http://127.0.0.1:${port}/`);
  await recorded(2);
});

test("what peek fails to read of a chunk costs a figure, and reaches neither the app nor its client", async () => {
  const port = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
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
  expect(await recorded(1)).toMatchObject([{ status: 200 }]);
  expect(said.splice(0)).toEqual([expect.stringMatching(/^PEEK_E_INTERNAL .*not for you/)]);
});
