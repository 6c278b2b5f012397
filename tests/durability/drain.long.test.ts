import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { AppProcess } from "./support/app-process.ts";
import { items, NOTHING_AMISS, tally } from "./support/items.ts";
import { PREFERRED } from "./support/prefer.ts";
import { until } from "./support/until.ts";

const ITEMS = 50_000;
/** Milliseconds. */
const LONGEST_STALL = 50;

it("a recovered endpoint gets 50,000 records without new traffic, and the app's event loop does not stall", async () => {
  const folder = mkdtempSync(join(tmpdir(), "peek-drain-"));
  await using endpoint = await startFaultyEndpoint();
  const options = { endpoint: endpoint.url, storagePath: join(folder, "spool") };
  const settings = { options, journal: join(folder, "journal") };
  const { app } = await AppProcess.start(settings, PREFERRED);
  try {
    await endpoint.refuse();
    app.tell({ do: "record", first: 1, last: ITEMS, perTurn: 100 });
    await app.message();
    app.tell({ do: "watch" });
    await endpoint.accept();
    await until("everything", () => endpoint.unique >= ITEMS, 120_000);
    app.tell({ do: "stall" });
    const { longestStall } = (await app.message()) as { longestStall: number };
    console.log(`longest stall ${longestStall.toFixed(1)} ms`);
    expect(tally(endpoint, items(1, ITEMS))).toEqual(NOTHING_AMISS);
    expect(longestStall).toBeLessThan(LONGEST_STALL);
  } finally {
    await app[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
});
