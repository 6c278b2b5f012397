import { copyFile, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { openFilesBelow } from "../../../../tests/support/open-files.ts";
import { Database } from "../../src/database/database.ts";
import { prepareDirectory } from "../../src/directory.ts";
import { openStore } from "../../src/index.ts";
import { NOON, batchOf, requestRecord } from "../support/batch.ts";
import { openForTest, temporaryDirectory } from "../support/directory.ts";

const KEEP = { retentionDays: Infinity, rollupDays: Infinity, threads: 1 };

it("a log of changes that the disk has damaged is put aside, and told of", async () => {
  const root = await temporaryDirectory();
  const directory = await prepareDirectory(root);
  const retention = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity };
  const database = await Database.open({
    ...directory,
    retention,
    memoryLimit: "128MB",
    threads: 1,
  });
  const { catalog, path } = await database.day("2026-11-21");
  for (const name of ["a", "b"]) {
    await database.writer.run(`INSERT INTO ${catalog}.dictionary VALUES (1, '${name}')`);
  }
  const changes = await readFile(`${path}.wal`);
  await copyFile(path, `${path}.before`);
  await database.close();
  // As a machine that failed leaves it, with damage in the middle.
  await copyFile(`${path}.before`, path);
  const middle = changes.length / 2;
  await writeFile(`${path}.wal`, changes.fill(0xff, middle, middle + 8));

  const onError = vi.fn();
  await openForTest(root, { onError });
  expect(onError.mock.calls).toMatchObject([
    [{ code: "PEEK_E_STORE_UNREADABLE", message: expect.stringContaining(path) }],
  ]);
  expect(await readFile(`${path}.wal.unreadable`)).toEqual(changes);
});

it("a file of which the disk has damaged a block is named, with what can be done", async () => {
  const root = await temporaryDirectory();
  const store = await openForTest(root);
  await store.append(batchOf([requestRecord()]));
  await store.close();
  const path = join(root, "days/2026-11-21.duckdb");
  const bytes = await readFile(path);
  for (let offset = 3 * 4_096; offset < bytes.length; offset += 4_096) bytes[offset + 100]! ^= 1;
  await writeFile(path, bytes);
  await expect(openStore({ directory: root })).rejects.toMatchObject({
    code: "PEEK_E_STORE_OPEN",
    message: expect.stringMatching(/2026-11-21\.duckdb: .*checksum.* move it away, with its \.wal/),
  });
  await rename(path, `${path}.aside`);
  await openForTest(root);
});

/** The folder of a store that was closed and could not load all, since a day's file was removed below it. */
async function closeWithoutDayFile(): Promise<string> {
  const root = await temporaryDirectory();
  const store = await openStore({ directory: root, onError: vi.fn(), ...KEEP });
  await store.append(batchOf([requestRecord()]));
  expect(await store.services()).toHaveLength(1);
  await rm(join(root, "days/2026-11-21.duckdb"));
  await store.append(batchOf([requestRecord()]));
  await expect(store.close()).rejects.toThrow("2026-11-21.duckdb");
  return root;
}

it("what comes after a day's file was removed stays in the log, and comes back", async () => {
  const root = await closeWithoutDayFile();
  const again = await openForTest(root);
  const range = { from: NOON, to: NOON + 1, filter: [], limit: 10 };
  expect((await again.requests(range)).requests).toHaveLength(2);
});

it.runIf(process.platform === "linux")(
  "a store that could not load all leaves no file of its log open",
  async () => {
    const root = await closeWithoutDayFile();
    expect(await openFilesBelow(join(root, "log"))).toEqual([]);
  },
);
