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

describe("while requests are taken in, an app that is told of trouble", () => {
  const given: PeekOptions = { batchSize: 100, flushInterval: 60_000 };

  it("finds the others still counted, and has them written", () => {
    const seen: unknown[] = [];
    const control: ControlledPipeline = controlPipeline(given, {
      onError: () => {
        control.pipeline.writeAll();
        seen.push(missing(control), numbersOnDisk(control).length);
      },
    });
    for (let i = 0; i < 10; i++) {
      control.pipeline.accept(numberedRequest(i, i === 4 ? "unreadable" : "plain"));
    }
    control.pipeline.writeAll();
    expect(seen).toEqual([0, 9, 0, 9]);
  });

  it("has what it records itself on disk in time", async () => {
    const control: ControlledPipeline = controlPipeline(given, {
      onError: () => control.pipeline.accept(numberedRequest(100)),
    });
    for (let i = 0; i < 10; i++) {
      control.pipeline.accept(numberedRequest(i, i === 4 ? "unreadable" : "plain"));
    }
    await vi.advanceTimersByTimeAsync(50);
    control.pipeline.accept(numberedRequest(101));
    await vi.advanceTimersByTimeAsync(50);
    expect(numbersOnDisk(control)).toEqual(expect.arrayContaining(["n100", "n101"]));
  });

  it("finds a group that no disk takes still counted", () => {
    const seen: number[] = [];
    const control: ControlledPipeline = controlPipeline(
      { ...given, durability: "event" },
      { onError: () => seen.push(missing(control)) },
    );
    control.isDiskFull = true;
    control.pipeline.accept(numberedRequest(1));
    expect(seen).toEqual([0]);
  });
});
