import { expect, test } from "vitest";
import { RequestSummaries } from "../../src/intake/request-summaries.ts";

test("counts at most 20,000 consumers of all routes by name, and every request", () => {
  const summaries = new RequestSummaries();
  for (let route = 0; route < 25; route++) {
    for (let consumer = 0; consumer < 1_000; consumer++) {
      const request = { timestamp: 0, method: "GET", route: `/${route}`, durationMs: 1 };
      summaries.add({ ...request, consumer: `c${consumer}` });
    }
  }
  const counts = summaries.take().flatMap(({ consumers }) => consumers);
  expect(counts.filter(([name]) => name !== "(other)")).toHaveLength(20_000);
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(25_000);
});
