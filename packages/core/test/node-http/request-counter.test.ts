import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { setImmediate } from "node:timers/promises";
import { running } from "@peekjs/testing/conformance";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import type { Peek } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
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

/** The bytes recorded of an upload in two parts that is observed when something before has done with the first. */
async function bytesOf(
  first: (incoming: IncomingMessage) => Promise<void>,
  headers: Record<string, string>,
): Promise<number | undefined> {
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const server = createServer((incoming, outgoing) => {
    void first(incoming).then(async () => {
      observe(mount, incoming, incoming, outgoing);
      asked.end("y".repeat(500));
      await incoming.resume().toArray();
      outgoing.end("ok");
    });
  });
  const { port, close } = await running(server.listen(0, "127.0.0.1"));
  const asked = request({ port, method: "POST", headers });
  asked.write("x".repeat(1_000));
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  await once(response.resume(), "end");
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });
  await close();
  return endpoint.requests[0]!.requestBytes;
}

async function waits(incoming: IncomingMessage): Promise<void> {
  while (incoming.readableLength < 1_000) await setImmediate();
}

async function reads(incoming: IncomingMessage): Promise<void> {
  await waits(incoming);
  incoming.read();
}

test.each([
  ["in chunks", {}],
  ["of a length", { "content-length": "1500" }],
])("what had arrived of a body %s, unread, counts", async (_, headers: Record<string, string>) => {
  expect(await bytesOf(waits, headers)).toBe(1_500);
});

test("a body of which some was read before has the length that was announced", async () => {
  expect(await bytesOf(reads, { "content-length": "1500" })).toBe(1_500);
});

test("a body in chunks of which some was read before has no length", async () => {
  expect(await bytesOf(reads, {})).toBeUndefined();
});
