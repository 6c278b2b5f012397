import { appendFileSync, statfsSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PeekError } from "@peekjs/protocol";
import { openStore } from "../../src/index.ts";
import { NOON, batchOf, requestRecord } from "./batch.ts";

/** Run on a small disk: fills it, appends and asks, frees it, does the same again, and prints what came of each. */
const directory = process.argv[2]!;
const ballast = join(directory, "ballast");
const store = await openStore({
  directory: join(directory, "store"),
  threads: 1,
  retentionDays: Infinity,
});
const append = (first: number) =>
  store.append(
    batchOf(
      Array.from({ length: 200 }, (_, index) => requestRecord({ path: `/${first + index}` })),
      { instance: "a", first },
    ),
  );
const outcome = (first: number) =>
  append(first).then(
    ({ accepted }) => accepted,
    (error: PeekError) => error.code,
  );

const ask = async (): Promise<number> => {
  const page = await store.requests({ from: NOON, to: NOON + 1, filter: [], limit: 500 });
  return page.requests.length;
};

/** What the store says of its disk, once that is what is expected, or for long is not. */
const isReady = async (expected: boolean | string): Promise<boolean | string> => {
  for (const end = performance.now() + 10_000; ; await sleep(20)) {
    const found = await store.checkWritable!().then(
      () => true,
      (error: PeekError) => error.code,
    );
    if (found === expected || performance.now() > end) return found;
  }
};

/** Leaves so many bytes of the disk free. */
const leave = (bytes: number): void => {
  const { bavail, bsize } = statfsSync(directory);
  appendFileSync(ballast, Buffer.alloc(bavail * bsize - bytes));
};

const before = await outcome(1);
leave(0);
const full = await outcome(201);
const asked = await ask().catch((error: PeekError) => error.code);
truncateSync(ballast);
const after = await outcome(201);
const rows = await ask();
const ready = [await isReady(true)];
leave(256 * 1024);
ready.push(await isReady("PEEK_E_STORE_SPACE"));
leave(0);
ready.push(await isReady("PEEK_E_STORE_WRITE"));
truncateSync(ballast);
ready.push(await isReady(true));
await store.close();
process.stdout.write(JSON.stringify({ before, full, asked, after, rows, ready }));
