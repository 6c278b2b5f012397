import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { expect, onTestFinished, vi } from "vitest";
import { createMount } from "../../src/adapter/index.ts";
import type { PeekOptions } from "../../src/index.node.ts";
import { observe } from "../../src/node-http/index.ts";
import { createMemoryClient } from "./memory-client.ts";

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

export interface ObservedServer {
  server: Server;
  port: number;
  /** The records, as soon as there are so many. */
  recorded(count: number): Promise<RecordingEndpoint["requests"]>;
}

/** Serves a handler whose requests a client observes, until the test has finished. */
export async function serveObserved(
  handler: Handler,
  options: PeekOptions = {},
): Promise<ObservedServer> {
  const endpoint = await startRecordingEndpoint();
  const { client } = createMemoryClient(endpoint, options);
  const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const server = createServer((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
    handler(incoming, outgoing);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await client.shutdown();
    await endpoint.close();
  });
  const recorded: ObservedServer["recorded"] = async (count) => {
    await vi.waitFor(async () => {
      await client.flush();
      expect(endpoint.requests).toHaveLength(count);
    });
    return endpoint.requests;
  };
  return { server, port: (server.address() as AddressInfo).port, recorded };
}
