import { describe, expect, it } from "vitest";
import { CALLS, expected, GIVEN_TIME, said } from "./support/calls.ts";
import { RunningCollector } from "./support/running-collector.ts";
import { SEGMENT_CLIENTS } from "./support/segment-clients.ts";

const HOUR = 3_600_000;

describe.each(SEGMENT_CLIENTS)("$name, given the collector's URL", ({ vendor, create }) => {
  it("has every call kept once, as it was made", async () => {
    const collector = await RunningCollector.start();
    const client = create(collector.url);
    for (const call of CALLS) client.call(call);
    await client.close();
    await expect.poll(async () => (await collector.events()).length).toBe(CALLS.length);
    const kept = (await collector.events()).map(said);
    for (const call of CALLS) expect(kept).toContainEqual(expected(call));
  });

  it.each([3, -3])("may have a clock that is %d hours off", async (hours) => {
    const collector = await RunningCollector.start();
    collector.clockOffset = -hours * HOUR;
    const client = create(collector.url);
    client.call({ type: "track", userId: "u1", event: "now" });
    client.call({ type: "track", userId: "u1", event: "then", timestamp: GIVEN_TIME });
    await client.close();
    await expect.poll(() => collector.eventNames()).toEqual(["now", "then"]);
    const times = new Map((await collector.events()).map((one) => [one.event, one.timestamp]));
    expect(Math.abs(times.get("now")! - Date.now() + hours * HOUR)).toBeLessThan(10_000);
    // Segment takes a given time for one of the wrong clock too; RudderStack does not.
    const shift = vendor === "segment" ? -hours * HOUR : 0;
    expect(Math.abs(times.get("then")! - GIVEN_TIME.getTime() - shift)).toBeLessThan(10_000);
  });
});
