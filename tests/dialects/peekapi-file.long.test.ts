import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { items } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { SOURCE_CLIENTS } from "./support/source-clients.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** Long enough, in milliseconds, for a client to read its file twice, which it does once a minute. */
const OUTAGE = 135_000;
const PATIENCE = { timeout: 120_000, interval: 500 };

for (const { name, kind, isHere, create } of SOURCE_CLIENTS) {
  describe.skipIf(!isHere || kind !== "requests")(name, () => {
    it("has everything kept once after minutes without a collector, in which it fills with copies", async () => {
      const collector = await RunningCollector.start();
      const settings = { batchSize: 100, folder: temporaryFolder() };
      const client = await create(collector.url, settings);
      await collector.stop();
      client.report(1, 30);
      await wait(OUTAGE);
      await collector.resume();
      client.report(31, 40);
      await expect.poll(() => collector.requestNames(), PATIENCE).toContain("Item 01");
      await client.close();
      // What is left in the file are copies.
      const next = await create(collector.url, settings);
      next.report(41, 50);
      await next.close();
      await expect.poll(() => collector.requestNames(), PATIENCE).toContain("Item 50");
      expect(await collector.requestNames()).toEqual(items(1, 50));
    }, 400_000);
  });
}
