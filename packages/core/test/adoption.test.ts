import { expect, it, vi } from "vitest";
import { Adoption } from "../src/adoption.ts";
import type { AdoptedSpool } from "../src/delivery/spool.ts";

it("looks again only after a look has come to its end, and after one that failed", async () => {
  vi.useFakeTimers();
  let underWay = 0;
  let most = 0;
  let looks = 0;
  const adopt = function* (): Generator<AdoptedSpool> {
    looks++;
    most = Math.max(most, ++underWay);
    for (let i = 0; i < 100; i++) yield { instance: "a", groups: [], lost: [], stats: undefined };
    underWay--;
    throw new Error("unreadable");
  };
  const failures: unknown[] = [];
  const adoption = new Adoption({
    spool: { adopt } as never,
    groupSize: 500,
    // Each turn takes a second, as on a machine that has more to do than it can.
    platform: {
      schedule: (task, milliseconds) => {
        const timer = setTimeout(task, Math.max(1_000, milliseconds));
        return () => clearTimeout(timer);
      },
    },
    delivery: { add: () => undefined },
    onAdopted: () => undefined,
    report: (error) => failures.push(error),
  });
  adoption.start();
  await vi.advanceTimersByTimeAsync(250_000);
  adoption.close();
  vi.useRealTimers();
  expect(looks).toBeGreaterThan(1);
  expect(failures.length).toBeGreaterThan(0);
  expect(most).toBe(1);
});
