import { expect, it } from "vitest";
import { items } from "./support/calls.ts";
import { CollectorProcess } from "./support/collector-process.ts";
import { NPM_CLIENTS, NPM_CLIENTS_OTHERWISE } from "./support/npm-clients.ts";
import { SOURCE_CLIENTS } from "./support/source-clients.ts";

const PATIENCE = { timeout: 40_000 };

const CLIENTS = [...NPM_CLIENTS, ...NPM_CLIENTS_OTHERWISE, ...SOURCE_CLIENTS];

for (const { name, kind, isHere, create } of CLIENTS) {
  it.skipIf(!isHere)(
    `${name} has everything kept once over refusals and a collector that is killed`,
    async () => {
      const collector = await CollectorProcess.start();
      const client = await create(collector.url);
      const kept = (): Promise<string[]> =>
        kind === "events" ? collector.eventNames() : collector.requestNames();
      const expectKept = (last: number) => expect.poll(kept, PATIENCE).toEqual(items(1, last));

      client.report(1, 8);
      await expectKept(8);
      for (const [moment, first] of [
        ["answer", 9],
        ["request", 21],
      ] as const) {
        collector.killAt(moment);
        client.report(first, first + 7);
        await collector.killed();
        client.report(first + 8, first + 11);
        await collector.resume();
        await expectKept(first + 11);
      }
      collector.faults.add("reset", 429);
      client.report(33, 40);
      await expectKept(40);
      await client.close();
      expect(await kept()).toEqual(items(1, 40));
    },
  );
}
