import type { CollectorStatus } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

it("tells what the collector is, who reports and what it holds", async () => {
  const { get, post } = await startCollector({
    store: await emptyStore(),
    mode: "demo",
    clock: () => 1_790_000_000_000,
  });
  const status = async (): Promise<CollectorStatus> =>
    (await (await get("/peek/v1/status")).json()) as CollectorStatus;
  expect(await status()).toMatchObject({
    version: "1.2.3",
    startedAt: 1_790_000_000_000,
    mode: "demo",
    ingestUrl: "http://localhost:7335",
    received: 0,
    hasData: false,
    clients: [],
    refused: [],
  });
  await post("/v1/ingest", envelope([row({ timestamp: 1_790_000_000_000 })]));
  expect(await status()).toMatchObject({
    received: 1,
    hasData: true,
    clients: [{ service: "orders", requests: 1, lastSeen: 1_790_000_000_000 }],
  });
});
