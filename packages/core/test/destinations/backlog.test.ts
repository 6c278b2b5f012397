import { expect, it } from "vitest";
import { Backlog } from "../../src/destinations/backlog.ts";

const EVENT = "x".repeat(1_000);

function countTaken(most: number, json: string, given: number): number {
  const backlog = new Backlog(most);
  return Array.from({ length: given }, () => backlog.addEvent({ json })).filter(Boolean).length;
}

it("holds as many records as it is asked to, of a kilobyte each", () => {
  expect(countTaken(40_000, EVENT, 40_001)).toBe(40_000);
});

it("holds 16 MiB of texts, and no more, however few records it is asked to hold", () => {
  const large = "x".repeat(1024 * 1024);
  expect(countTaken(1_000, large, 20)).toBe(16);
});

it("has room again for what was taken out", () => {
  const backlog = new Backlog(1);
  const event = { json: EVENT };
  expect([backlog.addEvent(event), backlog.addEvent(event)]).toEqual([true, false]);
  expect(backlog.take(5).events).toEqual([event]);
  expect(backlog.addEvent(event)).toBe(true);
});
