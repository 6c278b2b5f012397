import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, test } from "vitest";
import { createMount } from "../../src/adapter.ts";
import { CONNECTION_EXCHANGES, MESSAGE_EXCHANGES } from "../../src/adapter/shared-keys.ts";
import { type Exchange, exchangeOf, observe } from "../../src/node-http/index.ts";
import { createMemoryClient } from "../support/memory-client.ts";

const adapter = { name: "plain", version: "1", routeOf: () => undefined };

/** An exchange as it is while two clients observe it. */
async function observedTwice(): Promise<Exchange> {
  await using endpoint = await startRecordingEndpoint();
  const clients = [createMemoryClient(endpoint).client, createMemoryClient(endpoint).client];
  const mounts = clients.map((client) => createMount(client, {}, adapter));
  let exchange: Exchange | undefined;
  const server = createServer((incoming, outgoing) => {
    for (const mount of mounts) observe(mount, undefined, incoming, outgoing);
    exchange = exchangeOf(outgoing);
    outgoing.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  server.close();
  server.closeAllConnections();
  for (const client of clients) await client.shutdown();
  return exchange!;
}

/*
 * Another version of this package may be loaded beside this one, and finds exchanges, their observers and mounts under
 * these keys. Who changes one of these lists raises the number of both keys.
 */
test("what copies of this package share of a request has the form that the numbers of its keys stand for", async () => {
  const exchange = await observedTwice();
  expect({
    keys: [CONNECTION_EXCHANGES.description, MESSAGE_EXCHANGES.description],
    exchange: Object.keys(exchange),
    observer: Object.keys(exchange.nextObserver!),
    mount: membersOf(exchange.mount),
    running: membersOf(exchange.mount.running),
  }).toMatchInlineSnapshot(`
    {
      "exchange": [
        "mount",
        "request",
        "method",
        "startedAt",
        "nextObserver",
        "olderRunning",
        "newerRunning",
        "isRunning",
        "incoming",
        "outgoing",
        "socket",
        "httpVersion",
        "headers",
        "target",
        "peer",
        "requestBytes",
        "responseBytes",
        "counter",
        "ended",
        "isEndLost",
        "status",
        "isBuffered",
        "writing",
        "requestBody",
        "responseBody",
        "bytesBeforeHead",
        "bytesAtRest",
        "bytesAtStall",
        "headLeftAt",
        "endedAt",
        "handledAt",
        "error",
        "consumer",
        "finished",
        "reported",
        "nextOnConnection",
      ],
      "keys": [
        "peek.connection.v7",
        "peek.exchanges.v7",
      ],
      "mount": [
        "client",
        "adapter",
        "running",
        "details",
        "openRequests",
        "constructor",
        "isActive",
        "routeOf",
        "errorOf",
        "withoutFramework",
        "report",
        "diagnoseRoutesBefore",
        "diagnose",
        "diagnoseDouble",
      ],
      "observer": [
        "mount",
        "request",
        "method",
        "startedAt",
        "nextObserver",
        "olderRunning",
        "newerRunning",
        "isRunning",
      ],
      "running": [
        "constructor",
        "add",
        "remove",
        "lasting",
      ],
    }
  `);
});

function membersOf(instance: object): string[] {
  const prototype = Object.getPrototypeOf(instance) as object;
  return [...Object.keys(instance), ...Object.getOwnPropertyNames(prototype)];
}
