import { describe, expect, it } from "vitest";
import { ITEMS, loadWhileDown } from "./support/load.ts";

/** The long tests have the exact goals: here other tests run beside. */
describe("200,000 records while the endpoint is down", () => {
  it("leave the heap and the event loop as they are, and each is accounted for", async () => {
    const { heapGrowth, slowestCall, longestStall, stats } = await loadWhileDown({}, 100);
    expect(heapGrowth).toBeLessThan(32);
    expect(slowestCall).toBeLessThan(100);
    expect(longestStall).toBeLessThan(250);
    const { delivered, spooled, pending, summarised, dropped } = stats;
    expect({ delivered, dropped }).toEqual({ delivered: 0, dropped: {} });
    expect(spooled + pending + summarised).toBe(ITEMS);
  });
});
