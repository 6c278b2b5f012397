import { mkdir, readdir, rmdir, writeFile } from "node:fs/promises";
import type { PeekError } from "@peekjs/protocol";
import { expect, it, onTestFinished, vi } from "vitest";
import { Database } from "../../src/database/database.ts";
import { prepareDirectory } from "../../src/directory.ts";
import { ERASURE_RETRY, Eraser } from "../../src/erasure/eraser.ts";
import { Loader } from "../../src/loader/loader.ts";
import { temporaryDirectory } from "../support/directory.ts";

const EVENTUALLY = { timeout: 20_000 };

it("what cannot be finished is reported, and tried again every ten minutes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const directory = await prepareDirectory(await temporaryDirectory());
  const retention = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity };
  const options = { ...directory, retention, memoryLimit: "128MB", threads: 1 };
  const database = await Database.open(options);
  const ignore = (): void => {};
  const events = { loaded: ignore, checkpointed: ignore, changed: ignore };
  const loader = new Loader(database, retention, events);
  const failures: PeekError[] = [];
  const eraser = new Eraser(database, loader, {
    path: directory.erasing,
    onFailure: (error) => failures.push(error),
  });
  onTestFinished(async () => {
    await eraser.close();
    await loader.close();
    await database.close();
  });

  await mkdir(directory.erasing);
  await eraser.resume();
  expect(failures).toMatchObject([{ code: "PEEK_E_STORE_ERASURE" }]);
  vi.advanceTimersByTime(ERASURE_RETRY);
  await vi.waitFor(() => expect(failures).toHaveLength(2), EVENTUALLY);

  await rmdir(directory.erasing);
  await writeFile(directory.erasing, '{"files":["archive"]}');
  vi.advanceTimersByTime(ERASURE_RETRY);
  await vi.waitFor(
    async () => expect(await readdir(directory.root)).not.toContain("erasing.json"),
    EVENTUALLY,
  );
  expect(failures).toHaveLength(2);
});
