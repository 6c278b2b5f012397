import fc from "fast-check";
import { expect, vi } from "vitest";
import type { PeekOptions } from "../../src/options/options.ts";
import type { ControlledPipeline } from "./controlled-pipeline.ts";
import { missing, numberedRequest } from "./numbered-request.ts";

/** What an app does, and what happens to it. */
export type Step =
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
      times: fc.integer({ min: 1, max: 80 }),
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
      to: fc.constantFrom("accepts", "fails", "hangs", "refuses"),
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
    batchSize: fc.constantFrom(1, 2, 3, 17, 63, 64, 65, 1_000),
    room: fc.constantFrom(0, 1, 17, 63, 64, 65, 10_000),
    sampleRate: fc.constantFrom(0, 0.5, 1, 1),
    durability: fc.constantFrom("memory", "interval", "event"),
    flushInterval: fc.constantFrom(50, 250, 60_000),
    maxRetries: fc.constantFrom(0, 5),
  })
  .map(({ room, ...rest }) => ({ ...rest, maxBufferSize: rest.batchSize + room })) as never;

/** Has the app do that, or it happen; each of its records has a number of its own. */
export async function take(
  control: ControlledPipeline,
  what: Step,
  number: () => number,
): Promise<void> {
  const { pipeline } = control;
  switch (what.do) {
    case "record":
      for (let i = 0; i < what.times; i++) {
        pipeline.accept(numberedRequest(number(), what.kind));
        expect(missing(control)).toBe(0);
      }
      return;
    case "track":
      pipeline.acceptEvent(numberedEvent(number()));
      return;
    case "identify":
      void pipeline.deliverEvent(numberedEvent(number()), 100);
      return;
    case "flush":
      void pipeline.flush(100);
      return;
    case "sendWithin":
      void pipeline.sendWithin(100);
      return;
    case "keep":
      pipeline.writeAll();
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

/** Tries that with many options and courses of events. */
export function run(promise: (given: PeekOptions, steps: Step[]) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(options, fc.array(step, { maxLength: 40 }), promise);
  return fc.assert(property);
}

/** As JSON. */
function numberedEvent(number: number): string {
  return `{"type":"track","timestamp":${Date.now()},"event":"n${number}","userId":"u"}`;
}
