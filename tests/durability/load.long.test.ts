import { describe, expect, it } from "vitest";
import { bestWhileDown } from "./support/load.ts";

describe("200,000 records while the endpoint is down", () => {
  it.each([
    ["interval", 10],
    ["interval", 100],
    ["interval", 1_000],
    ["memory", 100],
    ["event", 100],
  ] as const)(
    "with durability %s, %i in a turn, grow the heap by less than 32 MB and stall nothing",
    async (durability, perTurn) => {
      const { heapGrowth, slowestCall, longestStall } = await bestWhileDown(
        { durability },
        perTurn,
        3,
      );
      expect.soft(heapGrowth).toBeLessThan(32);
      expect.soft(slowestCall).toBeLessThan(5);
      expect.soft(longestStall).toBeLessThan(50);
    },
  );
});
