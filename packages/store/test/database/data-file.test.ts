import { copyFile, readFile, writeFile } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { Database } from "../../src/database/database.ts";
import { prepareDirectory } from "../../src/directory.ts";
import { openForTest, temporaryDirectory } from "../support/directory.ts";

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
