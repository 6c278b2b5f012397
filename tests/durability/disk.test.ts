import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppProcess, type Ended } from "./support/app-process.ts";
import { canMount, FULL_DISK, READ_ONLY_DISK, SMALL_DISK } from "./support/disk.ts";
import { expectAll, ITEMS, withClient } from "./support/fault-window.ts";
import { items, NOTHING_AMISS, recordItems, tally, type Tally } from "./support/items.ts";
import { deliverSpool } from "./support/process-end.ts";
import { until } from "./support/until.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Records items on such a disk while the endpoint is down, lets it recover, and ends. */
async function recoverOn(disk: readonly string[], count: number): Promise<Tally & Ended> {
  await using endpoint = await startFaultyEndpoint();
  await endpoint.refuse();
  const storagePath = join(folder, "disk");
  mkdirSync(storagePath);
  const options = { endpoint: endpoint.url, storagePath, flushInterval: 50, maxRetries: 1_000 };
  const settings = { options, journal: join(folder, "journal") };
  const { app } = await AppProcess.start(settings, ["unshare", ...disk, storagePath]);
  app.tell({ do: "record", first: 1, last: count, perTurn: 100 });
  await app.message();
  await endpoint.accept();
  await until("every item", () => endpoint.unique >= count);
  app.tell({ do: "end" });
  return { ...tally(endpoint, items(1, count)), ...(await app.ended) };
}

const codesIn = (stderr: string): string[] =>
  [...stderr.matchAll(/^\[peek\] (PEEK_\w+)/gm)].map(([, code]) => code!);

describe.skipIf(!canMount)("nothing is lost or repeated, and one line says so,", () => {
  it.each([
    ["on a full disk", FULL_DISK, 2_000, "PEEK_W_SPOOL"],
    ["on a disk that gets full", SMALL_DISK, 8_000, "PEEK_W_SPOOL"],
    ["on a read-only disk", READ_ONLY_DISK, 2_000, "PEEK_W_NO_SPOOL"],
  ])("%s", async (_, disk, count, code) => {
    const { code: exitCode, stderr, ...result } = await recoverOn(disk, count);
    expect(result).toMatchObject(NOTHING_AMISS);
    expect(exitCode).toBe(0);
    expect(codesIn(stderr).filter((said) => said === code)).toEqual([code]);
    expect(stderr).not.toContain("PEEK_E_INTERNAL");
  });
});

describe("nothing is lost or repeated", () => {
  it("when a file stands where the folder should be", async () => {
    const storagePath = join(folder, "file");
    writeFileSync(storagePath, "");
    await withClient({ storagePath }, async (window) => {
      recordItems(window.client, 1, ITEMS);
      await expectAll(window);
      expect(window.codes).toEqual(["PEEK_W_NO_SPOOL"]);
    });
  });

  it.each(["interval", "event", "memory"] as const)(
    "when the folder is removed while the endpoint is down, with durability %s",
    async (durability) => {
      const storagePath = join(folder, "spool");
      await withClient({ storagePath, durability }, async (window) => {
        const { endpoint, client, codes } = window;
        await endpoint.refuse();
        recordItems(client, 1, ITEMS / 2);
        await until("a try", () => codes.length > 0);
        rmSync(storagePath, { recursive: true, force: true });
        recordItems(client, ITEMS / 2 + 1, ITEMS);
        const tries = codes.length;
        await until("another try", () => codes.length > tries);
        await endpoint.accept();
        await expectAll(window);
        expect(codes).not.toContain("PEEK_E_INTERNAL");
      });
    },
  );

  it("for the next start, when the folder was removed and came again", async () => {
    const storagePath = join(folder, "spool");
    await withClient({ storagePath, service: "orders" }, async ({ endpoint, client, codes }) => {
      await endpoint.refuse();
      recordItems(client, 1, 10);
      await until("a try", () => codes.length > 0);
      rmSync(storagePath, { recursive: true, force: true });
      recordItems(client, 11, 20);
      expect(await client.shutdown({ timeout: 100 })).toMatchObject({ spooled: 20, pending: 0 });
      await endpoint.accept();
      const options = { endpoint: endpoint.url, storagePath, service: "orders" };
      await deliverSpool(options);
      expect(tally(endpoint, items(1, 20))).toEqual(NOTHING_AMISS);
    });
  });
});
