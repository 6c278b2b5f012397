import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { expect, vi } from "vitest";
import { createMount } from "../../src/adapter.ts";
import type { Mount } from "../../src/adapter/mount.ts";
import type { PeekOptions } from "../../src/index.node.ts";
import { createMemoryClient } from "./memory-client.ts";

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** For tests that call `observe` themselves: where to report, and what came of it. */
export interface Observing {
  mount: Mount<IncomingMessage>;
  /** What the client says; a test takes out what it expects, since {@link Observing.end} asks for none. */
  said: string[];
  serve(handler: Handler): Promise<{ server: Server; port: number }>;
  /** The records, as soon as there are so many and nothing counts as running. */
  recorded(count: number): Promise<RecordingEndpoint["requests"]>;
  end(): Promise<void>;
}

export async function startObserving(options: PeekOptions = {}): Promise<Observing> {
  const endpoint = await startRecordingEndpoint();
  const { client, said } = createMemoryClient(endpoint, options);
  const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
  const mount = createMount<IncomingMessage>(client, {}, adapter);
  const servers: Server[] = [];
  return {
    mount,
    said,
    serve: async (handler) => {
      const server = createServer(handler);
      servers.push(server);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return { server, port: (server.address() as AddressInfo).port };
    },
    recorded: async (count) => {
      await vi.waitFor(async () => {
        await client.flush();
        expect(endpoint.requests).toHaveLength(count);
      });
      expect(mount.running.lasting(Infinity, () => "running")).toEqual([]);
      return endpoint.requests;
    },
    end: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await client.shutdown();
      await endpoint.close();
      expect(said).toEqual([]);
    },
  };
}
