import { expect, it } from "vitest";
import { RefusalLog } from "../../src/ingest/refusal-log.ts";

it("counts the refusals of the last minute by their reason, the latest first", () => {
  const log = new RefusalLog();
  log.add("A", "old", 0);
  log.add("A", "key", 10_000);
  log.add("B", "json", 20_000);
  log.add("A", "key", 30_000);
  expect(log.list(60_000)).toEqual([
    { code: "A", detail: "key", count: 2, lastAt: 30_000 },
    { code: "B", detail: "json", count: 1, lastAt: 20_000 },
  ]);
  expect(log.list(100_000)).toEqual([]);
});

it("stays bounded under a flood", () => {
  const log = new RefusalLog();
  for (let i = 0; i < 100_000; i++) log.add("A", `reason ${i}`, 1);
  expect(log.list(2).length).toBeLessThanOrEqual(1_000);
});
