import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek } from "@peekjs/core";
import { startFaultyEndpoint, type Fault } from "@peekjs/testing";
import { describe, expect, it } from "vitest";
import { openBlackHole } from "./support/black-hole.ts";
import { items, NOTHING_AMISS, recordItems, tally } from "./support/items.ts";
import { deliverSpool } from "./support/process-end.ts";
import { until } from "./support/until.ts";

const ITEMS = 100;
const TIMEOUT = 300;
/** Milliseconds that a busy machine adds. */
const SLACK = 2_000;

/** Faults with which an exchange does not come to an end by itself. */
const ENDLESS: readonly Fault[] = [
  "unread",
  "hang",
  "headers-only",
  "endless-answer",
  { slow: 60_000 },
  { trickle: 1_000 },
];

async function expectInTime(client: Peek, end: "flush" | "shutdown"): Promise<unknown> {
  const started = performance.now();
  const result = await client[end]({ timeout: TIMEOUT });
  expect(performance.now() - started).toBeLessThan(TIMEOUT + SLACK);
  return result;
}

describe.concurrent("flush and shutdown keep their timeouts", () => {
  it.each(ENDLESS.map((fault) => [fault] as const))(
    "while the endpoint does %j, and the next start delivers the rest",
    async (fault) => {
      await using endpoint = await startFaultyEndpoint();
      const storagePath = mkdtempSync(join(tmpdir(), "peek-shutdown-"));
      const options = { endpoint: endpoint.url, storagePath, service: "orders" };
      endpoint.fail(fault);
      const client = createPeek({ ...options, batchSize: ITEMS, flushInterval: 60_000 });
      recordItems(client, 1, ITEMS);
      await until("a delivery", () => endpoint.attempts > 0);
      expect(await expectInTime(client, "flush")).toMatchObject({ delivered: 0 });
      expect(await expectInTime(client, "shutdown")).toEqual({
        delivered: 0,
        spooled: ITEMS,
        pending: 0,
      });
      recordItems(client, ITEMS + 1, ITEMS + 3);
      expect(client.stats()).toMatchObject({ accepted: ITEMS + 3, dropped: { shutdown: 3 } });

      await endpoint.accept();
      await deliverSpool(options);
      expect(tally(endpoint, items(1, ITEMS))).toEqual(NOTHING_AMISS);
      rmSync(storagePath, { recursive: true, force: true });
    },
  );

  it("while nobody answers the attempt to connect", async () => {
    using hole = await openBlackHole();
    const storagePath = mkdtempSync(join(tmpdir(), "peek-shutdown-"));
    const client = createPeek({ endpoint: hole.url, storagePath });
    recordItems(client, 1, ITEMS);
    expect(await expectInTime(client, "flush")).toMatchObject({ delivered: 0 });
    expect(await expectInTime(client, "shutdown")).toMatchObject({ spooled: ITEMS, pending: 0 });
    rmSync(storagePath, { recursive: true, force: true });
  });
});
