import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reply } from "../../src/delivery/transport.ts";
import type { PeekOptions } from "../../src/options/options.ts";
import { controlPipeline } from "../support/controlled-pipeline.ts";
import { run, take } from "../support/course.ts";
import { numberedRequest } from "../support/numbered-request.ts";

const ACCEPTED: Reply = {
  status: 202,
  contentType: "application/json",
  retryAfter: undefined,
  body: "{}",
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("whatever an app and the world around it do", () => {
  it.each([true, false])(
    "all is delivered once the endpoint is well again, without a further call (with a disk: %s)",
    async (hasDisk) => {
      await run(async (given, steps) => {
        let count = 0;
        const control = controlPipeline(given, { hasDisk });
        for (const what of steps) await take(control, what, () => ++count);
        control.endpoint = "accepts";
        control.isDiskFull = false;
        // What hangs until its timeout, then the longest pause, then the longest interval.
        await vi.advanceTimersByTimeAsync(15_000 + 60_000 + 60_000 + 1_000);
        const { delivered, summarised, pending, spooled } = control.pipeline.stats();
        expect({ pending, spooled, counted: control.counted }).toEqual({
          pending: 0,
          spooled: 0,
          counted: summarised,
        });
        expect(control.delivered).toHaveLength(delivered);
        expect(new Set(control.delivered).size).toBe(delivered);
        vi.clearAllTimers();
      });
    },
    60_000,
  );

  it.each([true, false])(
    "a record is sent in its interval while the endpoint is well (with a disk: %s)",
    async (hasDisk) => {
      await run(async (given, steps) => {
        let count = 0;
        const recordedAt = new Map<string, number>();
        const late: number[] = [];
        const control = controlPipeline(given, { hasDisk });
        control.endpoint = (_, body) => {
          for (const [, name] of body.matchAll(/"(n\d+)"/g)) {
            late.push(performance.now() - (recordedAt.get(name!) ?? Number.NaN));
          }
          return ACCEPTED;
        };
        for (const what of steps) {
          if (what.do === "endpoint") continue;
          await take(control, what, () => {
            recordedAt.set(`n${++count}`, performance.now());
            return count;
          });
        }
        // Turns of the event loop, of a millisecond each: some to begin with, and one for each batch.
        const turns = 10 + Math.ceil(count / given.batchSize!);
        await vi.advanceTimersByTimeAsync(given.flushInterval! + turns);
        expect(Math.max(0, ...late)).toBeLessThanOrEqual(given.flushInterval! + turns);
        expect(control.pipeline.stats()).toMatchObject({ pending: 0, spooled: 0 });
        vi.clearAllTimers();
      });
    },
    60_000,
  );
});

it("is delivered in the end what a request had no time for, without another request", async () => {
  const control = controlPipeline({ flushInterval: 1_000 });
  control.endpoint = "fails";
  control.pipeline.accept(numberedRequest(1));
  void control.pipeline.sendWithin(100);
  await vi.advanceTimersByTimeAsync(500);
  control.endpoint = "accepts";
  await vi.advanceTimersByTimeAsync(60_000);
  expect(control.delivered).toEqual(["n1"]);
});

describe("with steady traffic and an endpoint that takes 100 ms", () => {
  it.each<[number, PeekOptions]>([
    [100, { batchSize: 100, flushInterval: 10_000 }],
    [500, { batchSize: 100, flushInterval: 10_000 }],
    [1_000, { batchSize: 100, flushInterval: 1_000 }],
    [1_000, { batchSize: 1_000, flushInterval: 10_000 }],
    [1_000, { batchSize: 1_000, flushInterval: 10_000, durability: "event" }],
    [1_000, { batchSize: 100, flushInterval: 10_000, durability: "memory" }],
    [1_000, { batchSize: 130, flushInterval: 10_000 }],
    [1_000, { batchSize: 100, flushInterval: 10_000, sampleRate: 0.5 }],
  ])(
    "%i records a second with %o are full batches, and one more for each interval",
    async (rate, given) => {
      const control = controlPipeline(given);
      control.endpoint = async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return ACCEPTED;
      };
      const seconds = 60;
      for (let i = 0; i < rate * seconds; i++) {
        control.pipeline.accept(numberedRequest(i));
        if ((i * 1_000) % rate < 1_000)
          await vi.advanceTimersByTimeAsync(Math.max(1, 1_000 / rate));
      }
      const { acknowledged } = control;
      const most =
        (rate * (given.sampleRate ?? 1) * seconds) / given.batchSize! +
        (seconds * 1_000) / given.flushInterval!;
      expect(acknowledged).toBeLessThanOrEqual(most);
    },
  );
});
