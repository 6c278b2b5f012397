import { describe, expect, it } from "vitest";
import { items } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { SOURCE_CLIENTS } from "./support/source-clients.ts";

const HOUR = 3_600_000;
const PATIENCE = { timeout: 30_000 };

for (const { name, kind, isHere, create } of SOURCE_CLIENTS) {
  const namesKept = (collector: RunningCollector): Promise<string[]> =>
    kind === "events" ? collector.eventNames() : collector.requestNames();

  describe.skipIf(!isHere)(name, () => {
    it.each([3, -3])(
      "may have a clock that is %d hours off",
      async (hours) => {
        const collector = await RunningCollector.start();
        collector.clockOffset = -hours * HOUR;
        const client = await create(collector.url);
        client.report(1, 3);
        await client.close();
        await expect.poll(() => namesKept(collector), PATIENCE).toEqual(items(1, 3));
        const times = await (kind === "events" ? collector.eventTimes() : collector.requestTimes());
        // No request can be of the future. Serla's times and RudderStack's `timestamp` are taken as they are, the others' by
        // the clock that they tell.
        const isCorrected = kind === "requests" ? hours > 0 : !/^(Serla|RudderStack)/.test(name);
        const shift = isCorrected ? -hours * HOUR : 0;
        for (const time of times) expect(Math.abs(time - Date.now() - shift)).toBeLessThan(60_000);
      },
      60_000,
    );
  });
}
