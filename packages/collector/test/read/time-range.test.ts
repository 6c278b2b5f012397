import { describe, expect, it } from "vitest";
import { Parameters } from "../../src/read/parameters.ts";
import { readTimeRange, type RequestedRange } from "../../src/read/time-range.ts";

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;

function range(query: string): RequestedRange {
  return readTimeRange(new Parameters(`http://localhost/?${query}`, ["from", "to"]), NOW);
}

describe("readTimeRange", () => {
  it("is the last hour by default, and the hour before `to` without `from`", () => {
    expect(range("")).toEqual({ from: NOW - HOUR, to: NOW, absolute: false });
    expect(range("to=-1h")).toEqual({ from: NOW - 2 * HOUR, to: NOW - HOUR, absolute: false });
  });

  it.each([
    ["30s", 30_000],
    ["15m", 900_000],
    ["6h", 6 * HOUR],
    ["7d", 168 * HOUR],
    ["2w", 336 * HOUR],
  ])("reads -%s", (text, milliseconds) => {
    expect(range(`from=-${text}&to=now`)).toMatchObject({ from: NOW - milliseconds, to: NOW });
  });

  it("knows a range that does not move", () => {
    expect(range("from=1000&to=2000")).toEqual({ from: 1_000, to: 2_000, absolute: true });
    expect(range(`from=${NOW - 1}&to=now`).absolute).toBe(false);
  });

  it.each([
    ["from=yesterday", "from"],
    ["from=-1y", "from"],
    ["from=1e3", "from"],
    ["from=-1", "from"],
    ["to=9999999999999999", "to"],
    ["from=2000&to=1000", "from"],
    ["from=1000&to=1000", "from"],
    ["from=0&to=now", "from"],
    ["from=-999w", "from"],
  ])("refuses %s", (query, parameter) => {
    expect(() => range(query)).toThrow(
      expect.objectContaining({ status: 400, options: { members: { parameter } } }) as Error,
    );
  });
});
