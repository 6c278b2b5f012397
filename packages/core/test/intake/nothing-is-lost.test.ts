import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PeekOptions } from "../../src/options/options.ts";
import { controlPipeline, type ControlledPipeline } from "../support/controlled-pipeline.ts";
import { missing, numberedRequest, numbersOnDisk } from "../support/numbered-request.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What an app does, and what happens to it. */
type Step =
  | { do: "record"; kind: "plain" | "large" | "unreadable"; times: number }
  | { do: "track" | "flush" | "sendWithin" | "keep" | "identify" }
  | { do: "endpoint"; to: ControlledPipeline["endpoint"] }
  | { do: "disk"; isFull: boolean }
  | { do: "wait"; milliseconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("record" as const),
      kind: fc.constantFrom(...(["plain", "plain", "plain", "large", "unreadable"] as const)),
      times: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom("track", "flush", "sendWithin", "keep", "identify"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("endpoint" as const),
      to: fc.constantFrom("accepts", "fails", "hangs"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("disk" as const), isFull: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      milliseconds: fc.constantFrom(0, 1, 49, 50, 51, 250, 1_000, 60_000),
    }),
  },
) as fc.Arbitrary<Step>;

const options: fc.Arbitrary<PeekOptions> = fc
  .record({
    batchSize: fc.constantFrom(1, 2, 3, 15, 16, 17, 33, 1_000),
    room: fc.constantFrom(0, 1, 15, 16, 17, 100, 10_000),
    sampleRate: fc.constantFrom(0, 0.5, 1, 1),
    durability: fc.constantFrom("memory", "interval", "event"),
    flushInterval: fc.constantFrom(50, 250, 60_000),
    maxRetries: fc.constantFrom(0, 5),
  })
  .map(({ room, ...rest }) => ({ ...rest, maxBufferSize: rest.batchSize + room })) as never;

async function take(control: ControlledPipeline, what: Step, number: () => number): Promise<void> {
  const { pipeline } = control;
  switch (what.do) {
    case "record":
      for (let i = 0; i < what.times; i++) {
        pipeline.accept(numberedRequest(number(), what.kind));
        expect(missing(control)).toBe(0);
      }
      return;
    case "track":
      pipeline.acceptEvent(
        `{"type":"track","timestamp":${Date.now()},"event":"n${number()}","userId":"u"}`,
      );
      return;
    case "identify":
      void pipeline.flushAll(100);
      return;
    case "flush":
      void pipeline.flush(100);
      return;
    case "sendWithin":
      void pipeline.sendWithin(100);
      return;
    case "keep":
      pipeline.keep();
      return;
    case "endpoint":
      control.endpoint = what.to;
      return;
    case "disk":
      control.isDiskFull = what.isFull;
      return;
    case "wait":
      await vi.advanceTimersByTimeAsync(what.milliseconds);
  }
}

function run(promise: (given: PeekOptions, steps: Step[]) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(options, fc.array(step, { maxLength: 40 }), promise);
  return fc.assert(property);
}

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
