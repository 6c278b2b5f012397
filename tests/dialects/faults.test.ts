import { expect, it } from "vitest";
import { items } from "./support/calls.ts";
import { NPM_CLIENTS } from "./support/npm-clients.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { SOURCE_CLIENTS } from "./support/source-clients.ts";

const PATIENCE = { timeout: 30_000 };

for (const { name, kind, isHere, create } of [...NPM_CLIENTS, ...SOURCE_CLIENTS]) {
  it.skipIf(!isHere)(
    `${name} has everything kept once over refusals, lost answers and a restart`,
    async () => {
      const collector = await RunningCollector.start();
      const client = await create(collector.url);
      const kept = (): Promise<string[]> =>
        kind === "events" ? collector.eventNames() : collector.requestNames();
      const expectKept = async (last: number): Promise<void> => {
        await expect.poll(kept, PATIENCE).toEqual(items(1, last));
        await expect.poll(() => collector.faults.left, PATIENCE).toBe(0);
      };

      collector.faults.add(503, "lost answer");
      client.report(1, 12);
      await expectKept(12);
      await collector.stop();
      client.report(13, 24);
      await collector.resume();
      collector.faults.add("lost answer");
      client.report(25, 32);
      await expectKept(32);
      await client.close();
      expect(await kept()).toEqual(items(1, 32));
    },
    120_000,
  );
}
