import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { running } from "@peekjs/testing/conformance";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter/index.ts";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
const ALL: PeekOptions = { captureHeaders: true, captureBody: true, captureQuery: true };
let endpoint: RecordingEndpoint;
let client: Peek;
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
});
afterEach(async () => {
  await stop?.();
  await client.shutdown();
  await endpoint.close();
});

async function serve(handler: Handler, options: PeekOptions = ALL): Promise<string> {
  client = createPeek({
    endpoint: endpoint.url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    ...options,
  });
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const server = createServer((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  const { port, close } = await running(server.listen(0, "127.0.0.1"));
  stop = close;
  return `http://127.0.0.1:${port}`;
}

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(count);
  });
  return endpoint.requests;
}

const JSON_TYPE = { "content-type": "application/json" };

test("headers and JSON bodies, masked", async () => {
  const url = await serve((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      outgoing.writeHead(200, { ...JSON_TYPE, "set-cookie": "sid=abcdef" });
      outgoing.write('{"id":7,"to');
      outgoing.end('ken":"t0p"}');
    });
  });
  await fetch(`${url}/x?page=2&api_key=hush`, {
    method: "POST",
    headers: { ...JSON_TYPE, authorization: "Bearer abcdefgh", "x-tenant": "acme" },
    body: JSON.stringify({ name: "bob", password: "hunter2" }),
  });
  const [record] = await recorded(1);
  expect(record).toMatchObject({
    query: "page=2&api_key=[redacted]",
    requestBody: '{"name":"bob","password":"[redacted]"}',
    responseBody: '{"id":7,"token":"[redacted]"}',
    requestHeaders: { "content-type": "application/json", authorization: "[redacted]" },
    responseHeaders: { "content-type": "application/json", "set-cookie": "[redacted]" },
  });
  expect(record!.requestHeaders).not.toHaveProperty("x-tenant");
});
