import { createPeek, type Peek, type PeekOptions } from "../../src/index.node.ts";
import type { RecordingEndpoint } from "@peekjs/testing";

/** A client that keeps nothing on disk, and what it says. */
export function createMemoryClient(
  { url }: RecordingEndpoint,
  options: PeekOptions = {},
): { client: Peek; said: string[] } {
  const said: string[] = [];
  const client = createPeek({
    endpoint: url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    // Flushes alone deliver: batches that are under way together may come in another order.
    flushInterval: 60_000,
    onError: ({ code, message }) => said.push(`${code} ${message}`),
    ...options,
  });
  return { client, said };
}
