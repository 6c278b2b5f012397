import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek } from "@peekjs/core";
import { afterEach, expect, it } from "vitest";
import { freePort, kill, killAll, message, start } from "./support/processes.ts";
import { countedRequests, storedPaths } from "./support/stored.ts";

const KILLS = 20;
const folder = mkdtempSync(join(tmpdir(), "peek-killed-"));

afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

it("loses nothing and counts nothing twice when the collector is killed twenty times under load", async () => {
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
    for (let i = 0; i < 20; i++) {
      recorded++;
      client.recordRequest({
        method: "GET",
        route: "/items/:id",
        path: `/items/${recorded}`,
        status: 200,
        durationMs: 1,
      });
    }
  }, 5);

  let collector = start("collector", data, String(port));
  for (let kills = 0; kills < KILLS; kills++) {
    await message(collector);
    void client.flush();
    // Killed at once after some acknowledgements, while others are under way.
    const enough = client.stats().delivered + 150 + kills * 13;
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
}, 180_000);
