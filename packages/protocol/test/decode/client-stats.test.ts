import { describe, expect, it } from "vitest";
import { ClientInfoReader } from "../../src/decode/client-info.ts";

const COUNTERS = { accepted: 10, delivered: 4, spooled: 1, pending: 2, summarised: 0 };

function read(stats: unknown) {
  const reader = new ClientInfoReader({ stats });
  return { stats: reader.stats(), warnings: reader.warnings };
}

describe("a client's counters", () => {
  it("are taken as they are when they fit", () => {
    const stats = { ...COUNTERS, dropped: { buffer_full: 3 } };
    expect(read(stats)).toEqual({ stats, warnings: [] });
    expect(read(COUNTERS)).toEqual({ stats: { ...COUNTERS, dropped: {} }, warnings: [] });
  });

  it.each([
    { accepted: -1 },
    { delivered: 1.5 },
    { spooled: "1" },
    { pending: null },
    { summarised: 2 ** 53 },
  ])("are ignored as a whole with %j", (change) => {
    const { stats, warnings } = read({ ...COUNTERS, ...change });
    expect(stats).toBeUndefined();
    expect(warnings).toMatchObject([{ code: "PEEK_W_IGNORED" }]);
  });

  it("lose the reasons whose count is none, with one warning", () => {
    const dropped = JSON.parse('{"a":1,"b":-1,"c":"2","d":null,"__proto__":5}') as unknown;
    const { stats, warnings } = read({ ...COUNTERS, dropped });
    expect(stats?.dropped).toEqual({ a: 1 });
    expect(warnings).toHaveLength(1);
    expect(read({ ...COUNTERS, dropped: [1, 2] }).warnings).toHaveLength(1);
  });

  it("keep their sum with more than 64 reasons or longer ones than 64 characters", () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`r${index}`, 1]));
    const dropped = { [`${"x".repeat(64)}1`]: 5, [`${"x".repeat(64)}2`]: 6, ...many };
    const kept = read({ ...COUNTERS, dropped }).stats!.dropped;
    expect(Object.keys(kept)).toHaveLength(64);
    expect(kept["x".repeat(64)]).toBe(11);
    expect(Object.values(kept).reduce((sum, count) => sum + count, 0)).toBe(1_011);
  });

  it("never exceed what a double holds exactly", () => {
    const long = "x".repeat(64);
    const most = Number.MAX_SAFE_INTEGER;
    const { stats } = read({ ...COUNTERS, dropped: { [`${long}1`]: most, [`${long}2`]: most } });
    expect(stats?.dropped).toEqual({ [long]: most });
  });
});
