import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PeekError } from "@peekjs/protocol";
import { ownProcess, type ProcessOwner } from "@peekjs/protocol/node";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../src/index.ts";
import { Database } from "../src/database/database.ts";
import { prepareDirectory } from "../src/directory.ts";
import { encodeFrame } from "../src/frame/encode-frame.ts";
import { LogWriter } from "../src/log/log-writer.ts";
import { NOON, batchOf, columnsOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { trackEvent } from "./support/product-events.ts";

async function leaveLock(directory: string, owner: Partial<ProcessOwner>): Promise<void> {
  const holder = { ...ownProcess(), token: "theirs", ...owner };
  await writeFile(join(directory, "lock"), JSON.stringify(holder));
}

describe("opening a store", () => {
  it("is refused while a living process has it open, with that process's id", async () => {
    const directory = await temporaryDirectory();
    await openForTest(directory);
    await expect(openStore({ directory })).rejects.toMatchObject({
      code: "PEEK_E_STORE_LOCKED",
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });

  it("takes over the lock of a process that is gone", async () => {
    const directory = await temporaryDirectory();
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    await leaveLock(directory, { pid: child.pid! });
    const store = await openForTest(directory);
    expect(JSON.parse(await readFile(join(directory, "lock"), "utf8"))).toMatchObject({
      pid: process.pid,
    });
    await store.close();
  });

  it.runIf(process.platform === "linux")(
    "takes over the lock of an earlier process with the same id",
    async () => {
      const directory = await temporaryDirectory();
      await leaveLock(directory, { processStart: "1" });
      await openForTest(directory);
    },
  );

  it("is refused while one in another container gives signs of life", async () => {
    const directory = await temporaryDirectory();
    // The process id is one that is free here: looked at, its owner would be gone.
    await leaveLock(directory, { pidNamespace: "pid:[1]", pid: 2 ** 22 + 1 });
    const beat = setInterval(() => void utimes(join(directory, "lock"), 0, performance.now()), 50);
    onTestFinished(() => clearInterval(beat));
    await expect(openStore({ directory })).rejects.toMatchObject({ code: "PEEK_E_STORE_LOCKED" });
  });

  it("takes over a lock that was being written when its process ended", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "lock"), "");
    await openForTest(directory);
  });

  it("gives the lock back when it is closed", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await store.close();
    expect(await readdir(directory)).not.toContain("lock");
  });

  it("tells what has happened when its lock is removed while it is open, and takes nothing more", async () => {
    const directory = await temporaryDirectory();
    const onError = vi.fn<(error: PeekError) => void>();
    const store = await openForTest(directory, { onError });
    await rm(join(directory, "lock"));
    await vi.waitUntil(() => onError.mock.calls.length > 0, { timeout: 10_000 });
    const error = { code: "PEEK_E_STORE_LOCKED", message: expect.stringContaining("was removed") };
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(error));
    await expect(store.append(batchOf([requestRecord()]))).rejects.toMatchObject(error);
    await expect(store.checkWritable!()).rejects.toMatchObject(error);
  });

  it("tells clearly when the directory cannot be made", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "file"), "");
    await expect(openStore({ directory: join(directory, "file/store") })).rejects.toMatchObject({
      code: "PEEK_E_STORE_DIRECTORY",
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    "tells clearly when the directory is not writable",
    async () => {
      const directory = await temporaryDirectory();
      await mkdir(join(directory, "closed"));
      await chmod(join(directory, "closed"), 0o500);
      await expect(openStore({ directory: join(directory, "closed/store") })).rejects.toMatchObject(
        {
          code: "PEEK_E_STORE_DIRECTORY",
        },
      );
    },
  );

  it.skipIf(process.platform === "win32")("lets nobody else read what it keeps", async () => {
    const directory = join(await temporaryDirectory(), "store");
    const store = await openForTest(directory);
    await store.append(batchOf([requestRecord()]));
    await store.services();
    const mode = async (...path: string[]) => (await stat(join(directory, ...path))).mode & 0o777;
    expect(await mode()).toBe(0o700);
    expect(await mode("days")).toBe(0o700);
    expect(await mode("log")).toBe(0o700);
    expect(await mode("days", "2026-11-21.duckdb")).toBe(0o600);
    const [segment] = await readdir(join(directory, "log"));
    expect(await mode("log", segment!)).toBe(0o600);
  });

  it("tells which part of the directory cannot be read", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await store.close();
    await mkdir(join(directory, "log/0000000000000099.log"));
    await expect(openStore({ directory })).rejects.toMatchObject({
      code: "PEEK_E_STORE_DIRECTORY",
      message: expect.stringContaining("EISDIR"),
    });
  });

  it("names a file that is not a database", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "days"));
    await writeFile(join(directory, "days/2026-11-21.duckdb"), "not a database".repeat(1_000));
    await expect(openStore({ directory })).rejects.toMatchObject({
      code: "PEEK_E_STORE_OPEN",
      message: expect.stringContaining("2026-11-21.duckdb"),
    });
  });
});

describe("a store that has too much to load", () => {
  it.each([
    ["records", { maxBacklogRecords: 2 }],
    ["bytes", { maxBacklogBytes: 100 }],
  ])("in %s refuses until it has caught up", async (_, limit) => {
    const store = await openForTest(await temporaryDirectory(), limit);
    await store.append(batchOf([requestRecord(), requestRecord()]));
    await expect(store.append(batchOf([requestRecord()]))).rejects.toMatchObject({
      code: "PEEK_E_STORE_BUSY",
      retryAfter: expect.any(Number),
    });
    await store.services();
    expect(await store.append(batchOf([requestRecord()]))).toMatchObject({ accepted: 1 });
  });
});

describe("a store that was killed in the middle of an entry", () => {
  it("has nothing to load once the rest of it is", async () => {
    const root = await temporaryDirectory();
    const directory = await prepareDirectory(root);
    const retention = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity };
    const options = { ...directory, retention, memoryLimit: "128MB", threads: 1 };
    const database = await Database.open(options);
    const { catalog } = await database.day("2026-11-21");
    await database.writer.run(`INSERT INTO ${catalog}.loads VALUES (1, 1, false, NULL, NULL)`);
    await database.checkpoint();
    await database.close();
    const log = await LogWriter.open({
      directory: directory.log,
      nextSequence: 1,
      onDurable: () => undefined,
    });
    const requests = columnsOf([requestRecord(), requestRecord(), requestRecord()]);
    const group = { accepted: [], requests, events: [trackEvent(), trackEvent()], summaries: [] };
    await log.append(() => encodeFrame(batchOf([]), [group]));
    await log.close();

    const store = await openForTest(root);
    const range = { from: NOON, to: NOON + 1 };
    expect((await store.requests({ ...range, filter: [], limit: 9 })).requests).toHaveLength(2);
    expect(await store.status()).toMatchObject({ backlogRecords: 0 });
  });
});

describe("a closed store", () => {
  it("takes nothing more", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.close();
    await expect(store.append(batchOf([requestRecord()]))).rejects.toMatchObject({
      code: "PEEK_E_STORE_CLOSED",
    });
    await expect(store.services()).rejects.toMatchObject({ code: "PEEK_E_STORE_CLOSED" });
  });
});
