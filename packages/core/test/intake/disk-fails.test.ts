import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { controlPipeline } from "../support/controlled-pipeline.ts";
import { numberedRequest, numbersOnDisk } from "../support/numbered-request.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it.each(["interval", "event"] as const)(
  "a disk that failed is tried again though nothing more is recorded, with durability %s",
  async (durability) => {
    const control = controlPipeline({ durability, flushInterval: 60_000 });
    control.isDiskFull = true;
    control.pipeline.accept(numberedRequest(1));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(numbersOnDisk(control)).toEqual([]);
    control.isDiskFull = false;
    await vi.advanceTimersByTimeAsync(1_050);
    expect(numbersOnDisk(control)).toEqual(["n1"]);
  },
);

it("a disk that fails is tried once a second, and left alone once there is nothing to write", async () => {
  let tries = 0;
  const control = controlPipeline({ flushInterval: 10_000 }, { onError: () => tries++ });
  control.isDiskFull = true;
  control.pipeline.accept(numberedRequest(1));
  await vi.advanceTimersByTimeAsync(9_000);
  expect(tries).toBeLessThanOrEqual(10);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(control.delivered).toEqual(["n1"]);
  tries = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(0);
});
