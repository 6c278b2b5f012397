import { expect, it } from "vitest";
import { salvage } from "../../src/delivery/salvage.ts";
import type { OutboxGroup } from "../../src/delivery/outbox-group.ts";

const group: OutboxGroup = {
  first: 11,
  last: 20,
  text: undefined,
  bytes: 100,
  header: '"sdk":{}',
  summaries: 2,
};

function found(first: number, last: number, summaries = 0) {
  return { first, last, text: `${first}-${last}`, summaries };
}

function ranges(groups: readonly OutboxGroup[]): (readonly [number, number, number])[] {
  return groups.map(({ first, last, summaries }) => [first, last, summaries] as const);
}

it.each([
  ["nothing", [], [], [[11, 20, 2]]],
  ["its beginning", [found(11, 15)], [[11, 15, 0]], [[16, 20, 2]]],
  ["its end", [found(19, 20, 2)], [[19, 20, 2]], [[11, 18, 0]]],
  [
    "two parts of it",
    [found(12, 13), found(15, 19, 1)],
    [
      [12, 13, 0],
      [15, 19, 1],
    ],
    [
      [11, 11, 0],
      [14, 14, 0],
      [20, 20, 1],
    ],
  ],
  ["all of it", [found(11, 20, 2)], [[11, 20, 2]], []],
  ["what is of other groups", [found(9, 12), found(18, 21)], [], [[11, 20, 2]]],
  ["a part twice", [found(11, 15), found(11, 15)], [[11, 15, 0]], [[16, 20, 2]]],
])("of a group of which %s is found, tells the rest as damaged", (_, parts, whole, damaged) => {
  const salvaged = salvage(group, parts);
  expect(ranges(salvaged.whole)).toEqual(whole);
  expect(ranges(salvaged.damaged)).toEqual(damaged);
});

it("keeps the text of what is whole, under the header of the group", () => {
  const { whole } = salvage(group, [found(11, 20, 2)]);
  expect(whole).toMatchObject([{ text: "11-20", bytes: 5, header: group.header }]);
});
