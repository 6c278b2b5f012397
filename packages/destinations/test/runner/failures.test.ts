import { expect, it } from "vitest";
import { delivered, retry } from "../../src/outcome.ts";
import { Failures } from "../../src/runner/failures.ts";
import type { PackedEvent } from "../../src/runner/pack.ts";
import { Sorter } from "../../src/runner/sort-outcomes.ts";

const SETTINGS = { retryDelay: 500, circuitCooldown: 30_000 };

function item(id: string): PackedEvent {
  return { id, payload: id, event: { id, json: `"${id}"`, bytes: 4 } };
}

it("counts a failure as an event's own once others were taken in between", () => {
  const failures = new Failures(SETTINGS);
  expect(failures.note("a", false)).toMatchObject({ own: 0, count: 0 });
  expect(failures.note("a", false)).toMatchObject({ own: 0, count: 0 });
  failures.countDelivery();
  expect(failures.note("a", false)).toMatchObject({ own: 1, count: 1 });
  expect(failures.note("a", false)).toMatchObject({ own: 1, count: 2 });
  expect(failures.note("b", false)).toMatchObject({ own: 0, count: 0 });
  expect(failures.note("b", true)).toMatchObject({ own: 1, count: 1 });
  failures.forget("a");
  expect(failures.note("a", false)).toMatchObject({ own: 0, count: 0 });
});

it("leaves an event alone for longer and longer, ten minutes at most", () => {
  const failures = new Failures(SETTINGS);
  for (const longest of [500, 1_000, 2_000, 4_000]) {
    failures.note("a", true);
    expect(failures.rest("a", 0)).toBe(true);
    expect(failures.isResting("a", longest / 2 - 1)).toBe(true);
    expect(failures.isResting("a", longest + 1)).toBe(false);
  }
  for (let i = 0; i < 30; i++) failures.note("a", true);
  failures.rest("a", 0);
  expect(failures.isResting("a", 299_999)).toBe(true);
  expect(failures.isResting("a", 600_001)).toBe(false);
});

it("suspects an event no longer once it has rested", () => {
  const failures = new Failures(SETTINGS);
  failures.suspect("a", 0);
  expect(failures.isResting("a", 30_001)).toBe(false);
  failures.note("a", true);
  failures.rest("a", 30_001);
  failures.countDelivery();
  expect(failures.isResting("a", 30_002)).toBe(true);
});

it("leaves a suspect alone until others are taken", () => {
  const failures = new Failures(SETTINGS);
  failures.suspect("a", 0);
  failures.note("b", true);
  failures.rest("b", 0);
  expect(failures.isResting("a", 14_999)).toBe(true);
  failures.countDelivery();
  expect(failures.isResting("a", 0)).toBe(false);
  expect(failures.isResting("b", 0)).toBe(true);
  failures.suspect("c", 0);
  expect(failures.isResting("c", 30_001)).toBe(false);
});

it("leaves a bounded number alone, and forgets those whose time is over", () => {
  const failures = new Failures(SETTINGS);
  const rest = (id: number, now: number): boolean => failures.rest(`e${id}`, now);
  for (let id = 0; id < 500; id++) expect(rest(id, 0)).toBe(true);
  expect(rest(500, 0)).toBe(false);
  expect(rest(500, 60_000)).toBe(true);
  expect(failures.resting).toBe(1);
});

it("gives up an event that fails fifteen times by itself, and none that fails with its destination", () => {
  const sorter = new Sorter(new Failures(SETTINGS));
  const fail = (id: string): number => sorter.sort([item(id)], [retry("answered 500")]).dead.length;
  for (let i = 0; i < 100; i++) expect(fail("down")).toBe(0);
  for (let i = 0; i <= 15; i++) {
    expect(fail("bad")).toBe(0);
    sorter.sort([item(`good-${i}`)], [delivered]);
  }
  expect(fail("bad")).toBe(1);
});

it("takes no event for the cause while the destination asks for a pause", () => {
  const sorter = new Sorter(new Failures(SETTINGS));
  for (let i = 0; i < 50; i++) {
    sorter.sort([item("good")], [delivered]);
    const sorted = sorter.sort([item("a")], [retry("answered 429", 1_000)]);
    expect(sorted).toMatchObject({ resting: [], dead: [], after: 1_000 });
    expect(sorted.again).toHaveLength(1);
  }
});

it("sends a request in halves that fails while others are taken", () => {
  const sorter = new Sorter(new Failures(SETTINGS));
  const items = ["a", "b", "c"].map(item);
  const fail = () =>
    sorter.sort(
      items,
      items.map(() => retry("answered 500")),
    );
  expect(fail()).toMatchObject({ refused: [], isFailing: false });
  for (const _ of [1, 2]) {
    sorter.sort([item("good")], [delivered]);
    expect(fail().again).toHaveLength(3);
  }
  sorter.sort([item("good")], [delivered]);
  expect(fail()).toMatchObject({ refused: items, isFailing: true, again: [] });
});
