import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Alarm } from "../../src/runner/alarm.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

it("rings once, at the earliest of the times that were asked for", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  for (const milliseconds of [500, 100, 300]) alarm.set(milliseconds);
  vi.advanceTimersByTime(99);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(ring).toHaveBeenCalledTimes(1);
});

it("rings no more when it is cancelled, until it is set anew", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(10);
  alarm.cancel();
  vi.advanceTimersByTime(100);
  expect(ring).not.toHaveBeenCalled();
  alarm.set(10);
  vi.advanceTimersByTime(10);
  expect(ring).toHaveBeenCalledTimes(1);
});

it("is set anew though the runtime forgot the timer that it was set with", () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(10);
  vi.clearAllTimers();
  vi.advanceTimersByTime(5_000);
  alarm.set(10);
  vi.advanceTimersByTime(10);
  expect(ring).toHaveBeenCalledTimes(1);
});
