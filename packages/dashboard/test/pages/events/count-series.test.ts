import type { ProductEventCounts } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { countSeries } from "../../../src/pages/events/count-series.ts";

/** Of so many names the first, and all in total. */
function counts(names: number, shown = names): Pick<ProductEventCounts, "series" | "total"> {
  const all = Array.from({ length: names }, (_, i) => ({
    type: "track" as const,
    name: `Event ${i}`,
    total: 3,
    users: 1,
    values: [i, 1],
  }));
  const values = [all.reduce((sum, one) => sum + one.values[0]!, 0), names];
  const total = { events: 3 * names, users: 1, names, values };
  return { series: all.slice(0, shown), total };
}

it("has a layer of its own for each of the most frequent events, and one for all others", () => {
  const layers = countSeries(counts(8));
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
  expect(countSeries(counts(2)).map(({ id }) => id)).toEqual(["track/Event 0", "track/Event 1"]);
  expect(countSeries(counts(0))).toEqual([]);
});

it("counts among the others what the collector does not name", () => {
  expect(countSeries(counts(8, 6)).at(-1)).toMatchObject({
    label: "3 others",
    values: [5 + 6 + 7, 3],
  });
});
