import { join } from "node:path";
import { createPeek } from "@peekjs/core";
import { expect } from "vitest";
import { freePort } from "../../support/free-port.ts";
import { recordRequest } from "./items.ts";
import { kill, message, start } from "./processes.ts";
import { countedRequests, storedPaths } from "./stored.ts";

/** Records that may wait for the collector. */
const MOST_BEHIND = 2_000;

/** Kills a collector again and again under load, and expects that it holds everything once in the end. */
export async function expectToSurviveKills(folder: string, times: number): Promise<void> {
  const port = await freePort();
  const data = join(folder, "data");
  const client = createPeek({
    endpoint: `http://127.0.0.1:${port}`,
    storagePath: join(folder, "spool"),
    flushInterval: 50,
    batchSize: 100,
    onError: () => undefined,
  });
  let recorded = 0;
  const load = setInterval(() => {
    // A busy machine must not pile up what then takes minutes to deliver.
    if (recorded - client.stats().delivered > MOST_BEHIND) return;
    for (let i = 0; i < 20; i++) {
      recorded++;
      recordRequest(client, recorded);
    }
  }, 5);

  let collector = start("collector", data, String(port));
  for (let count = 0; count < times; count++) {
    await message(collector);
    void client.flush();
    // Killed at once after some acknowledgements, while others are under way.
    const enough = client.stats().delivered + 150 + count * 13;
    await expect
      .poll(() => client.stats().delivered, { timeout: 20_000, interval: 1 })
      .toBeGreaterThan(enough);
    await kill(collector);
    collector = start("collector", data, String(port));
  }
  await message(collector);
  clearInterval(load);
  await client.shutdown({ timeout: 20_000 });

  expect(client.stats()).toMatchObject({ accepted: recorded, delivered: recorded, dropped: {} });
  const paths = await storedPaths(port);
  expect(new Set(paths).size).toBe(recorded);
  expect(paths.length).toBe(recorded);
  expect(await countedRequests(port)).toBe(recorded);
}
