import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import type { FaultyEndpoint } from "@peekjs/testing";

/** Options of clients that share a spool below the folder and lose nothing in it, however they end. */
export function writeThrough(
  endpoint: FaultyEndpoint,
  folder: string,
): PeekOptions & { storagePath: string } {
  return {
    endpoint: endpoint.url,
    storagePath: join(folder, "spool"),
    service: "orders",
    environment: "production",
    durability: "event",
    flushInterval: 50,
    batchSize: 50,
  };
}
