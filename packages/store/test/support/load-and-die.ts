import { openStore } from "../../src/index.ts";
import { batchOf, requestRecord } from "./batch.ts";

/** Run as a process of its own: loads 20 batches of 100 into the day's file, and dies before its next checkpoint. */
const store = await openStore({ directory: process.argv[2]!, threads: 1, retentionDays: Infinity });
for (let batch = 0; batch < 20; batch++) {
  const first = 1 + batch * 100;
  const records = Array.from({ length: 100 }, (_, index) =>
    requestRecord({ path: `/a/${first + index}` }),
  );
  await store.append(batchOf(records, { instance: "a", first }));
  if (batch % 4 === 0) await store.services();
}
process.kill(process.pid, "SIGKILL");
