import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createPeek, type Peek, type PeekOptions } from "@peekjs/core";
import type { NodeServer } from "@peekjs/node";
import { type ReceivedRequest, startRecordingEndpoint } from "@peekjs/testing";
import { vi } from "vitest";

/** A client whose records can be read, and what it says. */
export interface Recorder extends AsyncDisposable {
  readonly client: Peek;
  readonly codes: readonly string[];
  /** Resolves when so many are recorded. */
  records(count: number): Promise<readonly ReceivedRequest[]>;
}

export async function startRecorder(options: PeekOptions = {}): Promise<Recorder> {
  const endpoint = await startRecordingEndpoint();
  const codes: string[] = [];
  const client = createPeek({
    endpoint: endpoint.url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    onError: ({ code }) => codes.push(code),
    ...options,
  });
  return {
    client,
    codes,
    async records(count) {
      await vi.waitFor(async () => {
        await client.flush();
        if (endpoint.requests.length < count) throw new Error("not yet");
      });
      if (endpoint.requests.length > count) throw new Error("more than expected");
      return endpoint.requests;
    },
    async [Symbol.asyncDispose]() {
      await client.shutdown();
      await endpoint.close();
    },
  };
}

/** Listens on a free port, and ends with the test. */
export async function listen(server: NodeServer): Promise<{ port: number } & Disposable> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]() {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
    },
  };
}
