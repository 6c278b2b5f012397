import { AsyncLocalStorage } from "node:async_hooks";
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import type { Peek } from "../../src/index.node.ts";
import { exchangeOf, observe, setConsumer, setError } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const adapter = {
  name: "plain",
  version: "1",
  routeOf: () => "/plain",
  errorOf: (): unknown => undefined,
};
let endpoint: RecordingEndpoint;
let client: Peek;
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  ({ client } = createMemoryClient(endpoint));
});
afterEach(async () => {
  await stop?.();
  await client.shutdown();
  await endpoint.close();
});

async function serve(handler: Handler): Promise<number> {
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const server = createServer((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  return listen(server);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return (server.address() as AddressInfo).port;
}

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(count);
  });
  return endpoint.requests;
}

describe("what a handler sees of its response", () => {
  test("return values and callbacks of write and end are the response's own", async () => {
    const seen: unknown[] = [];
    const port = await serve((_, outgoing) => {
      seen.push(outgoing.write("a", () => seen.push("written")));
      seen.push(outgoing.write(Buffer.alloc(1_000_000)));
      seen.push(outgoing.end("z", () => seen.push("ended")) === outgoing);
    });
    await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer();
    await recorded(1);
    expect(seen).toEqual([true, false, true, "written", "ended"]);
  });

  test("what write throws reaches the handler, and the record is made", async () => {
    let thrown: unknown;
    const port = await serve((_, outgoing) => {
      try {
        outgoing.write({});
      } catch (error) {
        thrown = error;
      }
      outgoing.end("ok");
    });
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(thrown).toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
    expect(await recorded(1)).toMatchObject([{ responseBytes: 2 }]);
  });

  test("its async context, and no listener more", async () => {
    const storage = new AsyncLocalStorage<string>();
    let seen: unknown[] = [];
    const port = await serve((_, outgoing) =>
      storage.run("mine", () => {
        seen = [];
        seen.push(outgoing.listenerCount("close"), outgoing.listenerCount("data"));
        outgoing.end("ok", () => seen.push(storage.getStore()));
      }),
    );
    // The first request of a process begins before anything is known of its server.
    for (let i = 0; i < 2; i++) await (await fetch(`http://127.0.0.1:${port}/`)).text();
    await recorded(2);
    expect(seen).toEqual([0, 0, "mine"]);
  });

  test("a prototype that changes afterwards decides what write does", async () => {
    const port = await serve((_, outgoing) => {
      const shouting = Object.create(Object.getPrototypeOf(outgoing) as object) as ServerResponse;
      const { write } = shouting;
      shouting.write = function (this: ServerResponse, chunk: string) {
        return write.call(this, chunk.toUpperCase(), "utf8");
      } as ServerResponse["write"];
      Object.setPrototypeOf(outgoing, shouting);
      outgoing.write("loud");
      outgoing.end();
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("LOUD");
    expect(await recorded(1)).toMatchObject([{ responseBytes: 4 }]);
  });
});

describe("the end of a request", () => {
  test("a client that closes its half while it waits has left", async () => {
    const port = await serve(() => undefined);
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const [record] = await recorded(1);
    expect(record).toMatchObject({ outcome: "client_abort" });
    expect(record).not.toHaveProperty("status");
    socket.destroy();
  });

  test("an upgrade that a plugin answers on the socket", async () => {
    const mount = createMount<IncomingMessage>(client, {}, adapter);
    const server = createServer().on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
      const outgoing = new ServerResponse(incoming);
      outgoing.assignSocket(socket);
      observe(mount, incoming, incoming, outgoing);
      socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\nhello");
    });
    const port = await listen(server);
    const socket = connect({ port, host: "127.0.0.1" });
    socket.end("GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    const [record] = await recorded(1);
    expect(record).toMatchObject({
      path: "/chat",
      route: "/plain",
      outcome: "upgrade",
      status: 101,
    });
  });

  test("the first error is the origin", async () => {
    const port = await serve((_, outgoing) => {
      setError(outgoing, new RangeError("first"));
      setError(outgoing, new TypeError("second"));
      outgoing.writeHead(500).end();
    });
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(await recorded(1)).toMatchObject([{ errorType: "RangeError", errorMessage: "first" }]);
  });

  test("an adapter that fails to tell route and error costs these alone", async () => {
    const fail = (): never => {
      throw new Error("no idea");
    };
    const routeOf = vi.spyOn(adapter, "routeOf").mockImplementation(fail);
    const errorOf = vi.spyOn(adapter, "errorOf").mockImplementation(fail);
    const port = await serve((_, outgoing) => void outgoing.end("ok"));
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const [record] = await recorded(1);
    routeOf.mockRestore();
    errorOf.mockRestore();
    expect(record).toMatchObject({ status: 200, responseBytes: 2 });
    expect(record).not.toHaveProperty("route");
  });
});

test("the adapter of a framework takes over what one below it began", async () => {
  const below = createMount<IncomingMessage>(
    client,
    {},
    { ...adapter, isBelowFrameworks: true, routeOf: () => undefined },
  );
  const above = createMount<string>(
    client,
    { identifyConsumer: (request) => request },
    { ...adapter, routeOf: () => "/of/:framework" },
  );
  const port = await listen(
    createServer((incoming, outgoing) => {
      observe(below, incoming, incoming, outgoing);
      if (incoming.url !== "/below") observe(above, "its own request", incoming, outgoing);
      outgoing.end();
    }),
  );
  for (const path of ["/below", "/of/it"]) await fetch(`http://127.0.0.1:${port}${path}`);
  const [first, second] = await recorded(2);
  expect(first).not.toHaveProperty("route");
  expect(second).toMatchObject({ route: "/of/:framework", consumer: "its own request" });
  for (const { running } of [below, above]) expect(running.lasting(Infinity, String)).toEqual([]);
});

describe("what is read of a request", () => {
  test("is what the client sent, also where the app writes over it", async () => {
    const port = await serve((incoming, outgoing) => {
      incoming.method = "DELETE";
      incoming.url = "/elsewhere";
      incoming.headers = {};
      outgoing.end();
    });
    for (const path of ["/first", "/second?q=1"]) {
      await fetch(`http://127.0.0.1:${port}${path}`, { headers: { "user-agent": "curl/8" } });
    }
    const records = await recorded(2);
    expect(records.map(({ method, path, userAgent }) => [method, path, userAgent])).toEqual([
      ["GET", "/first", "curl/8"],
      ["GET", "/second", "curl/8"],
    ]);
  });

  test("is found by the request as well as by the response, until it has ended", async () => {
    const found: boolean[] = [];
    let last: IncomingMessage | undefined;
    const port = await serve((incoming, outgoing) => {
      found.push(last !== undefined && exchangeOf(last) !== undefined);
      found.push(exchangeOf(incoming) === exchangeOf(outgoing));
      setConsumer(incoming, "acme");
      last = incoming;
      outgoing.end();
    });
    for (let i = 0; i < 2; i++) await fetch(`http://127.0.0.1:${port}/`);
    expect((await recorded(2)).map(({ consumer }) => consumer)).toEqual(["acme", "acme"]);
    expect(found).toEqual([false, true, false, true]);
  });

  test("belongs to its own exchange where several are under way on one connection", async () => {
    const waiting: [IncomingMessage, ServerResponse][] = [];
    const port = await serve((incoming, outgoing) => {
      waiting.push([incoming, outgoing]);
      if (waiting.length < 2) return;
      for (const [request, response] of waiting) {
        setConsumer(request, request.url!.slice(1));
        response.end();
      }
    });
    const socket = connect(port, "127.0.0.1").resume();
    socket.write("GET /a HTTP/1.1\r\nhost: x\r\n\r\nGET /b HTTP/1.1\r\nhost: x\r\n\r\n");
    const records = await recorded(2);
    expect(records.map(({ path, consumer }) => [path, consumer])).toEqual([
      ["/a", "a"],
      ["/b", "b"],
    ]);
    socket.destroy();
  });
});

test("an end that failed is followed by one that counts", async () => {
  const port = await serve((_, outgoing) => {
    expect(() => outgoing.end(7 as never)).toThrow();
    outgoing.end("seven");
  });
  await fetch(`http://127.0.0.1:${port}/`);
  expect(await recorded(1)).toMatchObject([{ responseBytes: 5 }]);
});
