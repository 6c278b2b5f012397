import { describe, it } from "vitest";
import { expectAll, meet, withClient } from "./support/fault-window.ts";
import { LASTING, PASSING } from "./support/faults.ts";

/** Milliseconds between the tries at an endpoint that somebody has to see to, and some more. */
const SLOW_TRY = 75_000;

describe.concurrent("an endpoint that for a while", () => {
  it.each([...PASSING, ...LASTING])(
    "%s is served by itself afterwards, the quick tries used up, without new traffic",
    async (_, fault) => {
      await withClient({ maxRetries: 0 }, async (window) => {
        await meet(window, fault);
        await window.endpoint.accept();
        await expectAll(window, SLOW_TRY);
      });
    },
  );
});
