import type { ProductEventSeries } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { countSeries } from "../../../src/pages/events/count-series.ts";

function series(count: number): ProductEventSeries[] {
  return Array.from({ length: count }, (_, i) => ({
    type: "track",
    name: `Event ${i}`,
    total: 3,
    users: 1,
    values: [i, 1],
  }));
}

it("has a layer of its own for each of the most frequent events, and one for all others", () => {
  const layers = countSeries(series(8));
  expect(layers.map(({ label }) => label)).toEqual([
    "Event 0",
    "Event 1",
    "Event 2",
    "Event 3",
    "Event 4",
    "3 others",
  ]);
  expect(layers.at(-1)!.values).toEqual([5 + 6 + 7, 3]);
  expect(new Set(layers.map(({ color }) => color)).size).toBe(6);
});

it("has no others where there are few", () => {
  expect(countSeries(series(2)).map(({ id }) => id)).toEqual(["track/Event 0", "track/Event 1"]);
  expect(countSeries([])).toEqual([]);
});
