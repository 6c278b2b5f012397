import { describe, expect, it } from "vitest";
import { ENDS } from "./support/ends.ts";
import { expectPromise } from "./support/expect-end.ts";
import { endAndRestart, type EndpointState } from "./support/process-end.ts";

/** The long tests sweep the whole product: here each end meets each state, and each durability. */
const STATES: readonly EndpointState[] = ["answers", "refuses", "hangs"];
const ROWS = ENDS.flatMap((end, index) => [
  ...STATES.map((state) => [end.name, state, "interval", end] as const),
  [end.name, STATES[index % 3]!, index % 2 === 0 ? "event" : "memory", end] as const,
]);

describe.concurrent("the next start delivers what was recorded, but for what the durability gives up, when an app", () => {
  it.each(ROWS)("%s while the endpoint %s, with %s", async (_, state, durability, end) => {
    expectPromise(await endAndRestart(end, state, durability), end, state, durability);
  });
});

describe("a client", () => {
  it("listens to no signal unless it is asked to", async () => {
    const { listeners } = await endAndRestart(ENDS[0]!, "answers", "interval");
    expect(listeners).toBe(0);
  });
});
