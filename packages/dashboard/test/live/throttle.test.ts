import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { throttle } from "../../src/live/throttle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("throttle", () => {
  it("acts at once, then once per interval however often it is called", () => {
    const action = vi.fn();
    const { call } = throttle(action, 1_000);
    call();
    expect(action).toHaveBeenCalledTimes(1);
    for (let elapsed = 0; elapsed < 3_000; elapsed += 100) {
      call();
      vi.advanceTimersByTime(100);
    }
    expect(action).toHaveBeenCalledTimes(4);
  });

  it("acts once more after the last call, for what was not readable yet, and then rests", () => {
    const action = vi.fn();
    throttle(action, 1_000).call();
    vi.advanceTimersByTime(10_000);
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("acts no more once cancelled", () => {
    const action = vi.fn();
    const { call, cancel } = throttle(action, 1_000);
    call();
    cancel();
    vi.advanceTimersByTime(10_000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
