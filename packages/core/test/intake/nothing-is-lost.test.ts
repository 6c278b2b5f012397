import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { controlPipeline, type ControlledPipeline } from "../support/controlled-pipeline.ts";
import { run, take } from "../support/course.ts";
import { missing, numberedRequest, numbersOnDisk } from "../support/numbered-request.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("whatever an app and the world around it do", () => {
  it.each([true, false])(
    "nothing is lost or counted twice (with a disk: %s)",
    async (hasDisk) => {
      await run(async (given, steps) => {
        let count = 0;
        const told: number[] = [];
        const control: ControlledPipeline = controlPipeline(given, {
          hasDisk,
          onError: () => {
            told.push(missing(control));
            if (count++ % 3 === 0) control.pipeline.accept(numberedRequest(count));
          },
        });
        const { pipeline } = control;
        for (const what of steps) {
          await take(control, what, () => ++count);
          expect(missing(control)).toBe(0);
        }
        control.endpoint = "accepts";
        control.isDiskFull = false;
        // What hangs is given up by then.
        await vi.advanceTimersByTimeAsync(180_000);
        const ended = pipeline.shutdown(10_000);
        await vi.advanceTimersByTimeAsync(11_000);
        await ended;
        expect(missing(control)).toBe(0);
        const { delivered, summarised, pending } = pipeline.stats();
        expect(pending).toBe(0);
        expect(control.delivered).toHaveLength(delivered);
        expect(new Set(control.delivered).size).toBe(delivered);
        expect(control.counted).toBe(summarised);
        // The one that is being taken in is nowhere yet.
        expect(told.filter((records) => records < 0 || records > 1)).toEqual([]);
      });
    },
    60_000,
  );

  it.each([
    // 50 ms, and a turn of the event loop for each group.
    ["interval", 100],
    ["event", 0],
  ] as const)(
    "single records are on disk in time with durability %s",
    async (durability, time) => {
      await run(async (given, steps) => {
        let count = 0;
        const control = controlPipeline({ ...given, durability });
        for (const what of steps) {
          if (what.do === "disk") continue;
          await take(control, what, () => ++count);
          await vi.advanceTimersByTimeAsync(time);
          const { accepted, summarised, dropped } = control.pipeline.stats();
          const givenUp = Object.values(dropped).reduce((sum, records) => sum + records, 0);
          const found = new Set([...control.delivered, ...numbersOnDisk(control)]);
          expect(found.size).toBe(accepted - summarised - givenUp);
        }
        const ended = control.pipeline.shutdown(1_000);
        await vi.advanceTimersByTimeAsync(2_000);
        await ended;
      });
    },
    60_000,
  );
});
