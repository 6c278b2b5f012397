import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import type { Peek } from "../../src/index.node.ts";
import { observe, watchServer } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

const fail = (): never => {
  throw new Error("nobody asks");
};
const adapter = { name: "plain", version: "1", routeOf: () => "/seen", addressOf: () => "1.2.3.4" };
let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
let server: Server;
/** That the server takes of a connection; 0 is any number. */
let mostRequests: number;

beforeEach(async () => {
  mostRequests = 0;
  endpoint = await startRecordingEndpoint();
  ({ client, said } = createMemoryClient(endpoint));
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await endpoint.close();
});

/**
 * Sends these targets on one connection at once, with a header where one stands behind the target. Those that end in
 * `+` are observed; the first number is the answer.
 */
async function ask(...targets: string[]): Promise<void> {
  const mount = createMount<IncomingMessage>(
    client,
    { ignore: (incoming) => incoming.url === "/400?ignored+" },
    adapter,
  );
  const never = { identifyConsumer: fail, ignore: fail, clientAddress: fail };
  const other = createMount<IncomingMessage>(client, never, adapter);
  server = createServer((incoming, outgoing) => {
    if (incoming.url!.endsWith("+")) observe(mount, incoming, incoming, outgoing);
    outgoing.statusCode = Number(/\d+/.exec(incoming.url!)![0]);
    if (incoming.url!.includes("closing")) outgoing.setHeader("connection", "close");
    if (incoming.url!.includes("later")) setImmediate(() => outgoing.end("later"));
    else outgoing.end("refused");
  });
  server.maxRequestsPerSocket = mostRequests;
  watchServer(other, server, "peek saw it.");
  watchServer(mount, server, "peek saw it.");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").resume();
  for (const [i, each] of targets.entries()) {
    const [target, header = "host: a"] = each.split(" | ");
    const end = i === targets.length - 1 ? "connection: close\r\n" : "";
    const version = header === "old: 1" ? "1.0" : "1.1";
    socket.write(
      `GET ${target} HTTP/${version}\r\n${header}\r\nx-forwarded-for: 9.9.9.9\r\n${end}\r\n`,
    );
  }
  await once(socket, "close");
  await client.shutdown();
}

/** Three requests on one connection of the server, the last of which ends it. */
async function askThrice(): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").resume();
  const next = "GET / HTTP/1.1\r\nhost: a\r\n";
  socket.write(`${next}\r\n${next}\r\n${next}connection: close\r\n\r\n`);
  await once(socket, "close");
  await client.shutdown();
}

test("what is refused before anything could observe it: one record, nothing is asked about it", async () => {
  const hosts = ["host: [", "host: evil/path", "host: me@a", "host: a?b", "host:", "host: a b"];
  // Node itself asks for one.
  hosts.push("no-host: 1");
  await ask(...hosts.map((host) => `/400 | ${host}`));
  expect(endpoint.requests.map(({ path, status }) => `${path} ${status}`)).toEqual(
    hosts.map(() => "/400 400"),
  );
});

test("a request of HTTP/1.0 without a host that is refused: likewise", async () => {
  await ask("/400 | old: 1");
  expect(endpoint.requests).toMatchObject([{ path: "/400", status: 400, protocol: "1.0" }]);
});

test("malformed addresses, what is too long or comes too late: likewise", async () => {
  await ask("/400/%?q=1", "/414/later", "/200+", "/400/x+", "http://a/400", "/503/closing");
  expect(endpoint.requests).toMatchObject([
    { path: "/400/%", status: 400, responseBytes: 7 },
    { path: "/414/later", status: 414, responseBytes: 5 },
    { path: "/200+", route: "/seen", status: 200 },
    { path: "/400/x+", route: "/seen", status: 400 },
    { path: "/400", status: 400 },
    { path: "/503/closing", status: 503 },
  ]);
  for (const { route, durationMs, clientAddress } of endpoint.requests) {
    expect(durationMs).toBeGreaterThan(0);
    expect(clientAddress).toBe(route === undefined ? undefined : "1.2.3.0");
  }
  expect(said).toEqual([]);
});

test("more requests than the server takes of a connection: likewise", async () => {
  mostRequests = 1;
  await ask("/200+", "/200/second+", "/200/third");
  expect(endpoint.requests).toMatchObject([
    { path: "/200+", route: "/seen", status: 200 },
    { path: "/200/second+", status: 503, responseBytes: 0 },
    { path: "/200/third", status: 503, responseBytes: 0 },
  ]);
  expect(endpoint.requests[1]).not.toHaveProperty("route");
  expect(said).toEqual([]);
});

test("what Node itself refuses where two copies of this package watch the server for a client: one record", async () => {
  vi.resetModules();
  const other = await import("../../src/node-http/index.ts");
  expect(other.watchServer).not.toBe(watchServer);
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  server = createServer().listen(0, "127.0.0.1");
  watchServer(mount, server);
  other.watchServer(mount, server);
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").resume();
  socket.write("GET /early HTTP/1.1\r\nconnection: close\r\n\r\n");
  await once(socket, "close");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ path: "/early", status: 400 }]);
});

test.each([
  ["a request without a host", "no-host: 1", 400],
  ["an expectation that nobody knows", "host: a\r\nexpect: magic", 417],
])("what Node itself refuses has no body: %s", async (_, header, status) => {
  await ask(`/200 | ${header}`);
  expect(endpoint.requests).toMatchObject([{ path: "/200", status, responseBytes: 0 }]);
});

test("what an app refuses ahead of peek with the last request of a connection is its own", async () => {
  mostRequests = 2;
  await ask("/200+", "/503", "/200/third");
  expect(endpoint.requests).toMatchObject([{ path: "/200+" }, { path: "/200/third", status: 503 }]);
  expect(said).toEqual(["PEEK_W_AFTER_ROUTES GET /503 was answered before peek saw it."]);
});

test("what an app refuses ahead of peek is the app's to tell", async () => {
  await ask("/200+", "/400", "/417", "/503", "/505");
  expect(endpoint.requests).toMatchObject([{ path: "/200+" }]);
  expect(said).toEqual(["PEEK_W_AFTER_ROUTES GET /503 was answered before peek saw it."]);
});

test("anything else that answers: said once, with its address but not its query", async () => {
  await ask("/200+", "/200/early?secret=1", "/401/too", "/400?ignored+");
  expect(endpoint.requests).toMatchObject([{ path: "/200+" }]);
  expect(said).toEqual(["PEEK_W_AFTER_ROUTES GET /200/early was answered before peek saw it."]);
});

test("what an app answers that is mounted, and cuts its own path off: said by the whole path", async () => {
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  server = createServer((incoming, outgoing) => {
    Object.assign(incoming, { originalUrl: incoming.url, url: "/" });
    outgoing.end("mounted");
  });
  watchServer(mount, server, "peek saw it.");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/admin/users`);
  await client.shutdown();
  expect(said).toEqual(["PEEK_W_AFTER_ROUTES GET /admin/users was answered before peek saw it."]);
});

test("not what another copy of the package, told first, has taken off the connection", async () => {
  const load = async (): Promise<typeof import("../../src/node-http/index.ts")> => {
    vi.resetModules();
    return import("../../src/node-http/index.ts");
  };
  const copies = [await load(), await load()];
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  let requests = 0;
  server = createServer((incoming, outgoing) => {
    copies[Math.min(requests++, 1)]!.observe(mount, incoming, incoming, outgoing);
    copies[1]!.watchServer(mount, server, "peek saw it.");
    setImmediate(() => outgoing.end());
  });
  await askThrice();
  expect(endpoint.requests).toHaveLength(3);
  expect(said).toEqual([]);
});

test("not what a copy has taken that a test runner loaded for an earlier file, beside another global object", async () => {
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  watchServer(mount, createServer());
  putAwayGlobals();
  const own = await import("../../src/node-http/index.ts");
  server = createServer((incoming, outgoing) => {
    own.observe(mount, incoming, incoming, outgoing);
    own.watchServer(mount, server, "peek saw it.");
    outgoing.end();
  });
  await askThrice();
  expect(endpoint.requests).toHaveLength(3);
  expect(said).toEqual([]);
});

/** For as long as the test that is running: what is loaded from then on meets no copy that was loaded before. */
function putAwayGlobals(): void {
  const global = globalThis as Record<symbol, unknown>;
  const keys = (): symbol[] =>
    Object.getOwnPropertySymbols(globalThis).filter((key) => key.description?.startsWith("peek."));
  const put = keys().map((key) => [key, global[key]] as const);
  const clear = (): void => {
    for (const key of keys()) Reflect.deleteProperty(globalThis, key);
    vi.resetModules();
  };
  clear();
  onTestFinished(() => {
    clear();
    for (const [key, value] of put) global[key] = value;
  });
}
