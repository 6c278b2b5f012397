import { readdir } from "node:fs/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { Database } from "../../src/database/database.ts";
import type { Retention } from "../../src/database/retention.ts";
import { prepareDirectory } from "../../src/directory.ts";
import { encodeFrame } from "../../src/frame/encode-frame.ts";
import { TRANSACTION_BYTES } from "../../src/loader/load-queue.ts";
import { Loader } from "../../src/loader/loader.ts";
import { batchOf, columnsOf, requestRecord } from "../support/batch.ts";
import { temporaryDirectory } from "../support/directory.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVENTUALLY = { timeout: 20_000 };

async function openLoader(keep: Partial<Retention> = {}) {
  const directory = await prepareDirectory(await temporaryDirectory());
  const retention = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity, ...keep };
  const options = { ...directory, retention, memoryLimit: "128MB", threads: 1 };
  const database = await Database.open(options);
  const loaded = vi.fn();
  const ignore = (): void => {};
  const failed = vi.fn<(error: unknown) => void>();
  const events = { loaded, failed, checkpointed: ignore, changed: ignore };
  const loader = new Loader(database, retention, events);
  onTestFinished(async () => {
    await loader.close();
    await database.close();
  });
  return { database, loader, loaded, failed, days: directory.days };
}

/** An entry of the log with one request that arrives now, padded to this size. */
function entryOf(bytes: number): ArrayBuffer {
  const requests = columnsOf([requestRecord({ timestamp: Date.now() })]);
  const group = { accepted: [], requests, events: [], summaries: [] };
  const entry = new Uint8Array(bytes);
  entry.set(encodeFrame(batchOf([], { receivedAt: Date.now() }), [group]));
  return entry.buffer;
}

it("days expire though nothing comes any more", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const { loader, days } = await openLoader({ rowMs: DAY });
  loader.start(undefined);
  loader.push(1, 0, entryOf(4_096));
  await loader.drain();
  const [file] = await readdir(days);
  vi.setSystemTime(Date.now() + 2 * DAY);
  vi.advanceTimersByTime(HOUR);
  await expect.poll(() => readdir(days), EVENTUALLY).not.toContain(file);
});

it("totals expire though no day does any more", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const { database, loader, days } = await openLoader({ rowMs: DAY, rollupMs: 4 * DAY });
  const totals = () =>
    database.query(async (connection) => {
      const reader = await connection.runAndReadAll(
        "SELECT count(*)::INTEGER FROM archive.rollup_hour",
      );
      return reader.getRowsJS()[0]?.[0];
    });
  loader.start(undefined);
  loader.push(1, 0, entryOf(4_096));
  await loader.drain();
  vi.setSystemTime(Date.now() + 2 * DAY);
  vi.advanceTimersByTime(HOUR);
  await expect.poll(() => readdir(days), EVENTUALLY).toEqual([]);
  expect(await totals()).toBe(1);

  vi.setSystemTime(Date.now() + 4 * DAY);
  vi.advanceTimersByTime(HOUR);
  await expect.poll(totals, EVENTUALLY).toBe(0);
});

it("as many bytes as a transaction may have are loaded at once", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { loader, loaded } = await openLoader();
  const entry = entryOf(TRANSACTION_BYTES / 2);
  loader.push(1, 0, entry);
  loader.push(2, 0, entry);
  await expect
    .poll(() => loaded.mock.calls, EVENTUALLY)
    .toEqual([[{ records: 2, bytes: TRANSACTION_BYTES }]]);
});

it("what cannot be loaded is told of once, until it can be", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { database, loader, loaded, failed } = await openLoader();
  const day = vi.spyOn(database, "day").mockRejectedValue(new Error("the disk fails"));
  const tries = async (count: number): Promise<void> => {
    await expect
      .poll(async () => {
        await vi.advanceTimersByTimeAsync(1_000);
        return day.mock.calls.length;
      }, EVENTUALLY)
      .toBeGreaterThanOrEqual(count);
  };
  loader.push(1, 0, entryOf(4_096));
  await tries(3);
  expect(failed).toHaveBeenCalledExactlyOnceWith(new Error("the disk fails"));
  day.mockRestore();
  await loader.drain();
  expect(loaded).toHaveBeenCalledOnce();

  vi.spyOn(database, "day").mockRejectedValueOnce(new Error("the disk fails"));
  loader.push(2, 0, entryOf(4_096));
  await expect
    .poll(async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      return loaded.mock.calls.length;
    }, EVENTUALLY)
    .toBe(2);
  expect(failed).toHaveBeenCalledTimes(2);
});
