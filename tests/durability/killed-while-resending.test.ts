import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { AppProcess } from "./support/app-process.ts";
import { items, NOTHING_AMISS, tally } from "./support/items.ts";
import { deliverSpool } from "./support/process-end.ts";
import { until } from "./support/until.ts";
import { writeThrough } from "./support/write-through.ts";

const ITEMS = 2_000;
const KILLS = 3;

it("a process that is killed while it sends what another left loses and repeats nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "peek-resending-"));
  await using endpoint = await startFaultyEndpoint();
  const options = writeThrough(endpoint, folder);
  const start = async (): Promise<AppProcess> =>
    (await AppProcess.start({ options, journal: join(folder, "journal") })).app;
  try {
    await endpoint.refuse();
    const first = await start();
    first.tell({ do: "record", first: 1, last: ITEMS, perTurn: 100 });
    await first.message();
    first.kill("SIGKILL");
    await first.ended;

    await endpoint.accept();
    endpoint.fail({ slow: 100 });
    for (let kill = 1; kill <= KILLS; kill++) {
      const heir = await start();
      const enough = (ITEMS / (KILLS + 1)) * kill;
      await until("a part", () => endpoint.unique >= enough);
      heir.kill("SIGKILL");
      await heir.ended;
      expect(endpoint.unique).toBeLessThan(ITEMS);
    }
    endpoint.fail("accept");
    await deliverSpool(options);
    expect(tally(endpoint, items(1, ITEMS))).toEqual(NOTHING_AMISS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
