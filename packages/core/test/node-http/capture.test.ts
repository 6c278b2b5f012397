import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { running } from "@peekjs/testing/conformance";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
const ALL: PeekOptions = { captureHeaders: true, captureBody: true, captureQuery: true };
const JSON_TYPE = { "content-type": "application/json" };
let endpoint: RecordingEndpoint;
let clients: Peek[] = [];
let said: string[] = [];
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  clients = [];
  said = [];
});
afterEach(async () => {
  await stop?.();
  await Promise.all(clients.map((client) => client.shutdown()));
  await endpoint.close();
});

/** Serves a handler that each of the clients observes. */
async function serve(handler: Handler, ...options: PeekOptions[]): Promise<string> {
  const mounts = options.map((each) => {
    const client = createPeek({
      endpoint: endpoint.url,
      durability: "memory",
      onError: ({ code }) => said.push(code),
      ...each,
    });
    clients.push(client);
    return createMount<IncomingMessage>(client, {}, adapter);
  });
  const server = createServer((incoming, outgoing) => {
    for (const mount of mounts) observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  const { port, close } = await running(server.listen(0, "127.0.0.1"));
  stop = close;
  return `http://127.0.0.1:${port}`;
}

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await Promise.all(clients.map((client) => client.flush()));
    expect(endpoint.requests).toHaveLength(count);
  });
  return endpoint.requests;
}

const echo: Handler = (incoming, outgoing) => {
  outgoing.writeHead(200, { "content-type": incoming.headers["content-type"] ?? "text/plain" });
  incoming.pipe(outgoing);
};

test("a framework that takes over from the server below captures what that does not", async () => {
  const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
  clients.push(client);
  const below = createMount<IncomingMessage>(client, {}, { ...adapter, isBelowFrameworks: true });
  const framework = createMount<IncomingMessage>(client, ALL, adapter);
  const url = await serve((incoming, outgoing) => {
    observe(below, incoming, incoming, outgoing);
    observe(framework, incoming, incoming, outgoing);
    echo(incoming, outgoing);
  });
  await (await fetch(url, { method: "POST", body: '{"id":7}', headers: JSON_TYPE })).text();
  const body = '{"id":7}';
  expect(await recorded(1)).toMatchObject([{ requestBody: body, responseBody: body }]);
});

test("what was given to writeHead alone, and every encoding in which a body may be written", async () => {
  const url = await serve((_, outgoing) => {
    outgoing.writeHead(200, { ...JSON_TYPE, "set-cookie": ["sid=abcdef", "b=1"] });
    outgoing.write('{"id":7,"to');
    outgoing.write(Buffer.from('ken":"t0p",'));
    outgoing.write(Buffer.from('"a":1,').toString("hex"), "hex");
    outgoing.end(Buffer.from('"b":2}').toString("base64"), "base64");
  }, ALL);
  await fetch(url);
  expect(await recorded(1)).toMatchObject([
    {
      responseBody: '{"id":7,"token":"[redacted]","a":1,"b":2}',
      responseHeaders: { "content-type": "application/json", "set-cookie": "[redacted]" },
    },
  ]);
});

test("the headers of a response that has its own word on whether they are sent", async () => {
  const url = await serve((_, outgoing) => {
    Object.defineProperty(outgoing, "headersSent", { get: () => false });
    outgoing.writeHead(200, JSON_TYPE).end("{}");
  }, ALL);
  await fetch(url);
  expect(await recorded(1)).toMatchObject([{ responseHeaders: JSON_TYPE, responseBody: "{}" }]);
});

test("no headers of a response in whose place Node refused the request", async () => {
  const url = await serve((incoming, outgoing) => {
    outgoing.setHeader("content-type", "text/never");
    incoming.on("error", () => undefined).resume();
  }, ALL);
  const socket = connect(Number(new URL(url).port), "127.0.0.1").resume();
  socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n");
  await once(socket, "close");
  const [record] = await recorded(1);
  expect(record!.status).toBe(400);
  expect(record!.responseHeaders ?? {}).toEqual({});
});

test("a stack, masked, and none unless it is asked for", async () => {
  const failing: Handler = (incoming, outgoing) => {
    const fail = new TypeError("no access with token=abcdef");
    adapterError = fail;
    outgoing.writeHead(500).end();
    incoming.resume();
  };
  let adapterError: unknown;
  const withErrors = { ...adapter, errorOf: () => adapterError };
  const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
  clients.push(client);
  for (const options of [{}, { captureErrorStack: true }]) {
    const mount = createMount<IncomingMessage>(client, options, withErrors);
    const server = createServer((incoming, outgoing) => {
      observe(mount, incoming, incoming, outgoing);
      failing(incoming, outgoing);
    });
    const { port, close } = await running(server.listen(0, "127.0.0.1"));
    await fetch(`http://127.0.0.1:${port}`);
    await close();
  }
  const [without, withStack] = await recorded(2);
  expect(without).not.toHaveProperty("errorStack");
  expect(without!.errorMessage).toBe("no access with token=[redacted]");
  expect(withStack!.errorStack).toMatch(
    /^TypeError: no access with token=\[redacted\]\n +at failing .*capture\.test\.ts/,
  );
});

test("a buffer that the app uses again", async () => {
  const url = await serve((_, outgoing) => {
    outgoing.setHeader("content-type", "text/plain");
    const buffer = Buffer.from("first");
    outgoing.write(buffer, () => {
      buffer.write("again");
      outgoing.end(buffer);
    });
  }, ALL);
  expect(await (await fetch(url)).text()).toBe("firstagain");
  expect(await recorded(1)).toMatchObject([{ responseBody: "firstagain" }]);
});

test("the beginning of a stream without holding it up or keeping more of it", async () => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  const url = await serve((_, outgoing) => {
    outgoing.setHeader("content-type", "text/plain");
    let left = 200;
    const write = (): void => {
      while (left-- > 0) if (!outgoing.write(chunk)) return void outgoing.once("drain", write);
      outgoing.end();
    };
    write();
  }, ALL);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(200 * chunk.length);
  const [record] = await recorded(1);
  expect(record!.responseBody).toBe(`${"x".repeat(8_192)}…`);
  expect(record!.responseBytes).toBe(200 * chunk.length);
});

test("over HTTP/2 what was sent, without the headers of the protocol itself", async () => {
  const client = createPeek({ endpoint: endpoint.url, durability: "memory", ...ALL });
  clients.push(client);
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const server = createHttp2Server((incoming, outgoing) => {
    observe(mount, incoming as never, incoming as never, outgoing as never);
    outgoing.writeHead(200, { ...JSON_TYPE, "set-cookie": ["sid=abcdef", "b=1"] });
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  stop = async () => {
    session.close();
    await new Promise((resolve) => server.close(resolve));
  };
  const stream = session.request({ ":method": "POST", ":path": "/x", ...JSON_TYPE });
  stream.end('{"pin":1,"a":2}');
  expect(await text(stream)).toBe('{"pin":1,"a":2}');
  const [record] = await recorded(1);
  expect(record).toMatchObject({
    requestBody: '{"pin":"[redacted]","a":2}',
    responseBody: '{"pin":"[redacted]","a":2}',
    requestHeaders: { "content-type": "application/json" },
    responseHeaders: { "content-type": "application/json", "set-cookie": "[redacted]" },
  });
  expect(
    Object.keys({ ...record!.requestHeaders, ...record!.responseHeaders }).join(),
  ).not.toContain(":");
});

test("an upload that the handler does not read is left where it is", async () => {
  let seen: unknown[] = [];
  const url = await serve((incoming, outgoing) => {
    seen = [incoming.readableFlowing, incoming.listenerCount("data")];
    outgoing.end("no");
  }, ALL);
  const body = JSON.stringify({ a: "x".repeat(100) });
  expect(await (await fetch(url, { method: "POST", headers: JSON_TYPE, body })).text()).toBe("no");
  expect(seen).toEqual([null, 0]);
  await recorded(1);
});

test("each client its own: what one asks for the other does not report", async () => {
  const url = await serve(
    echo,
    { service: "a" },
    { service: "b", captureBody: { maxBytes: 20 } },
    { service: "c", captureBody: { request: false } },
  );
  const body = '{"n":"0123456789012345678901234567890"}';
  await fetch(url, { method: "POST", headers: JSON_TYPE, body });
  const records = await recorded(3);
  const of = (service: string) => records.find((record) => record.service === service)!;
  expect(of("a")).not.toHaveProperty("requestBody");
  expect(of("a")).not.toHaveProperty("responseBody");
  expect(of("b")).toMatchObject({
    requestBody: '{"n":"01234567890123…',
    responseBody: '{"n":"01234567890123…',
  });
  expect(of("c")).not.toHaveProperty("requestBody");
  expect(of("c")).toMatchObject({ responseBody: body });
});

describe("when too many fail in a second", () => {
  test("it is said once, each record that has no details says so, and all are counted", async () => {
    const failing: Handler = (_, outgoing) => outgoing.writeHead(500).end();
    const url = await serve(failing, { captureHeaders: true, captureSampling: { perSecond: 1 } });
    await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
    const records = await recorded(20);
    const left = records.filter(({ requestHeaders }) => requestHeaders === undefined);
    expect(left.length).toBeGreaterThan(10);
    for (const { metadata } of left) {
      expect(metadata).toEqual({ "peek.missing": expect.stringMatching(/^details are left out/) });
    }
    expect(said).toEqual(["PEEK_W_CAPTURE_LIMIT"]);
  });
});
