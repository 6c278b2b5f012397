import { describe, it } from "vitest";
import { ENDS } from "./support/ends.ts";
import { expectPromise } from "./support/expect-end.ts";
import { endAndRestart, type Durability, type EndpointState } from "./support/process-end.ts";

const STATES: readonly EndpointState[] = [
  "answers",
  "refuses",
  "hangs",
  "takes in and says nothing",
];
const DURABILITIES: readonly Durability[] = ["interval", "event", "memory"];
const ROWS = ENDS.flatMap((end) =>
  STATES.flatMap((state) =>
    DURABILITIES.map((durability) => [end.name, state, durability, end] as const),
  ),
);

describe.concurrent("the next start delivers what was recorded, but for what the durability gives up, when an app", () => {
  it.each(ROWS)(
    "%s while the endpoint %s, with %s",
    async (_, state, durability, end) => {
      expectPromise(await endAndRestart(end, state, durability), end, state, durability);
    },
    60_000,
  );
});
