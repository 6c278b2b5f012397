import { statfsSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

const before = await outcome(1);
const { bavail, bsize } = statfsSync(directory);
writeFileSync(ballast, Buffer.alloc(bavail * bsize));
const full = await outcome(201);
const asked = await ask().catch((error: PeekError) => error.code);
truncateSync(ballast);
const after = await outcome(201);
const rows = await ask();
await store.close();
process.stdout.write(JSON.stringify({ before, full, asked, after, rows }));
