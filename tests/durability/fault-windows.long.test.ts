import { expect, it } from "vitest";
import { expectAll, meet, withClient } from "./support/fault-window.ts";
import { LASTING, PASSING } from "./support/faults.ts";

/** Milliseconds between the tries once the quick ones are used up, and some more. */
const SLOW_TRY = 75_000;

it("endpoints that failed in any way are served by themselves, a minute later at most, without new traffic", async () => {
  // All at once: each of them waits for its minute.
  const failed = await Promise.all(
    [...PASSING, ...LASTING].map(([what, fault]) =>
      withClient({ maxRetries: 0, timeout: 2_000 }, async (window) => {
        await meet(window, fault);
        await window.endpoint.accept();
        await expectAll(window, SLOW_TRY);
      }).catch((error: unknown) => `${what}: ${String(error)}`),
    ),
  );
  expect(failed.filter((message) => message !== undefined)).toEqual([]);
});
