import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { controlPipeline, type ControlledPipeline } from "../support/controlled-pipeline.ts";
import { numberedRequest, numbersOnDisk } from "../support/numbered-request.ts";

/** Milliseconds after which a record that nobody took is on disk, with one for the turn in which it is written. */
const IN_TIME = 51;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** By an endpoint that refuses some: such a record may have been given up. */
const isRefused = (n: number): boolean => n % 10 === 7;

function record({ pipeline }: ControlledPipeline, first: number, count: number): void {
  for (let n = first; n < first + count; n++) pipeline.accept(numberedRequest(n));
}

it("what is delivered in time never touches the disk, though something is always under way", async () => {
  const control = controlPipeline({ batchSize: 100, flushInterval: 5_000 });
  for (let millisecond = 0; millisecond < 500; millisecond++) {
    record(control, 5 * millisecond, 5);
    await vi.advanceTimersByTimeAsync(1);
    expect(control.onDisk).toEqual([]);
  }
  expect(control.delivered.length).toBeGreaterThanOrEqual(2_400);
});

it("what is not delivered is on disk in time, whenever the endpoint begins to hang or refuses", async () => {
  const step = fc.record({
    count: fc.integer({ min: 0, max: 12 }),
    milliseconds: fc.integer({ min: 1, max: 30 }),
    endpoint: fc.constantFrom("accepts", "hangs", "refuses"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const control = controlPipeline({ batchSize: 20, flushInterval: 5_000 });
      const recordedAt: number[] = [];
      for (const { count, milliseconds, endpoint } of steps) {
        control.endpoint = endpoint;
        record(control, recordedAt.length, count);
        recordedAt.push(...Array.from({ length: count }, () => performance.now()));
        await vi.advanceTimersByTimeAsync(milliseconds);
        const kept = new Set([...control.delivered, ...numbersOnDisk(control)]);
        const late = recordedAt.flatMap((at, n) =>
          performance.now() - at > IN_TIME && !kept.has(`n${n}`) && !isRefused(n) ? [n] : [],
        );
        expect(late).toEqual([]);
      }
      vi.clearAllTimers();
    }),
    { numRuns: 300 },
  );
});
