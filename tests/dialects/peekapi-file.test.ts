import { describe, expect, it } from "vitest";
import { items } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { SOURCE_CLIENTS } from "./support/source-clients.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const PATIENCE = { timeout: 30_000 };

for (const { name, kind, isHere, create } of SOURCE_CLIENTS) {
  describe.skipIf(!isHere || kind !== "requests")(name, () => {
    it("has a batch kept once whose answer it missed and that it brings from its file behind another", async () => {
      const collector = await RunningCollector.start();
      const settings = { batchSize: 100, folder: temporaryFolder() };
      const first = await create(collector.url, settings);
      const second = await create(collector.url, settings);

      await collector.stop();
      second.report(1, 10);
      await second.close();

      await collector.resume();
      collector.faults.add("lost answer");
      first.report(11, 30);
      await expect.poll(() => collector.faults.left, PATIENCE).toBe(0);
      await first.close();
      expect(await collector.requestNames()).toEqual(items(11, 30));

      const third = await create(collector.url, settings);
      third.report(31, 40);
      await third.close();
      await expect.poll(() => collector.requestNames(), PATIENCE).toContain("Item 40");
      expect(await collector.requestNames()).toEqual(items(1, 40));
    });
  });
}
