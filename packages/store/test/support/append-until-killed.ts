import { openStore } from "../../src/index.ts";
import { NOON, batchOf, requestRecord } from "./batch.ts";

/** Run as a process of its own: appends without end and prints `instance first last` for what was acknowledged. */
const [directory, prefix] = process.argv.slice(2) as [string, string];
const store = await openStore({
  directory,
  threads: 1,
  retentionDays: Infinity,
  maxBacklogRecords: 200_000,
});

async function client(instance: string): Promise<void> {
  for (let first = 1; ;) {
    const size = 1 + ((first * 7) % 400);
    const records = Array.from({ length: size }, (_, index) =>
      requestRecord({
        timestamp: NOON + ((first + index) % 3_600) * 1_000,
        path: `/${instance}/${first + index}`,
        route: `/route/${(first + index) % 20}`,
        consumer: `c_${(first + index) % 50}`,
      }),
    );
    try {
      await store.append(batchOf(records, { instance, first }));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
      continue;
    }
    process.stdout.write(`${instance} ${first} ${first + size - 1}\n`);
    first += size;
  }
}

await Promise.all(["x", "y", "z"].map((name) => client(`${prefix}${name}`)));
