import { afterEach, expect, test, vi } from "vitest";
import { Sampler } from "../../src/details/sampler.ts";

type Ended = Parameters<Sampler["decide"]>[0];

const OK: Ended = { status: 200, outcome: "completed", durationMs: 5, error: undefined };
const REFUSED: Ended = { ...OK, status: 404 };
const SLOW: Ended = { ...OK, durationMs: 1_000 };
const FAILED: Ended = { ...OK, status: 500 };

afterEach(() => vi.restoreAllMocks());

function taken(sampler: Sampler, ended: Ended, count: number, now = 0): number {
  let taken = 0;
  for (let i = 0; i < count; i++) if (sampler.decide(ended, now) === "take") taken++;
  return taken;
}

test("of ordinary requests a tenth of what a second allows, of refused and slow ones a half, of failed ones all", () => {
  expect(taken(new Sampler({}), OK, 1_000)).toBe(10);
  expect(taken(new Sampler({}), REFUSED, 1_000)).toBe(50);
  expect(taken(new Sampler({}), SLOW, 1_000)).toBe(50);
  expect(taken(new Sampler({}), FAILED, 1_000)).toBe(100);
});

test("what failed has room whatever came before it", () => {
  const sampler = new Sampler({ perSecond: 20 });
  expect([OK, REFUSED, FAILED].map((each) => taken(sampler, each, 100))).toEqual([2, 8, 10]);
  expect(taken(sampler, OK, 100, 1_000)).toBe(2);
});

test("what is left out of failed and slow ones is told from what was not wanted", () => {
  const sampler = new Sampler({ perSecond: 1 });
  expect(sampler.decide(FAILED, 0)).toBe("take");
  expect([FAILED, SLOW, OK].map((each) => sampler.decide(each, 1))).toEqual([
    "left out",
    "left out",
    "pass over",
  ]);
});

test("a share of the ordinary ones", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.3);
  expect(taken(new Sampler({ share: 0.2 }), OK, 5)).toBe(0);
  expect(taken(new Sampler({ share: 0.4 }), OK, 5)).toBe(5);
  expect(taken(new Sampler({ share: 0 }), FAILED, 5)).toBe(5);
});

test.each<[string, Partial<Ended>, number]>([
  ["an abort by the server", { outcome: "server_abort", status: undefined }, 100],
  ["an error that was thrown without a status of its own", { error: new Error("x") }, 100],
  ["an error that was thrown on purpose", { error: new Error("x"), status: 404 }, 50],
  ["a stream that lasted", { outcome: "stream_closed", durationMs: 60_000 }, 10],
  ["an upgrade", { outcome: "upgrade", status: 101, durationMs: 60_000 }, 10],
])("%s", (_, ended, most) => {
  expect(taken(new Sampler({}), { ...OK, ...ended }, 1_000)).toBe(most);
});
