import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPeek,
  type Peek,
  type PeekError,
  type PeekOptions,
  type RequestInput,
} from "@peekjs/core";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { onTestFinished } from "vitest";

/** A request that an app may record. */
export const REQUEST: RequestInput = {
  method: "GET",
  route: "/a/:id",
  path: "/a/1",
  status: 200,
  durationMs: 1,
};

/** What makes the clients of a test, and where they report to. */
export interface Clients {
  endpoint: RecordingEndpoint;
  /** What the clients said. */
  errors: PeekError[];
  /** Makes a client that keeps its spool in the folder of the test. */
  create(options?: PeekOptions): Peek;
}

/** Starts an endpoint for clients with a folder of their own; all of it ends with the test. */
export async function startClients(): Promise<Clients> {
  const folder = mkdtempSync(join(tmpdir(), "peek-client-"));
  const endpoint = await startRecordingEndpoint();
  const clients: Peek[] = [];
  const errors: PeekError[] = [];
  onTestFinished(async () => {
    await Promise.all(clients.map((client) => client.shutdown({ timeout: 10 })));
    await endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    endpoint,
    errors,
    create(options = {}) {
      const client = createPeek({
        endpoint: endpoint.url,
        storagePath: folder,
        flushInterval: 50,
        service: "orders",
        onError: (error) => errors.push(error),
        ...options,
      });
      clients.push(client);
      return client;
    },
  };
}
