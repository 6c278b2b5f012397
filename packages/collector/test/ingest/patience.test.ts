import { StoreBusyError } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Patience } from "../../src/ingest/patience.ts";

const busy = () => Promise.reject(new StoreBusyError("full", 1));

describe("a busy store", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("is asked again until it has room", async () => {
    let refusals = 3;
    const attempt = () => (refusals-- > 0 ? busy() : Promise.resolve("kept"));
    const kept = new Patience().append(attempt);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await kept).toBe("kept");
  });

  it("is given up after some seconds", async () => {
    const given = expect(new Patience().append(busy)).rejects.toBeInstanceOf(StoreBusyError);
    await vi.advanceTimersByTimeAsync(10_000);
    await given;
  });

  it("is not waited for by more than 64 requests", async () => {
    const patience = new Patience();
    const waiting = Array.from({ length: 64 }, () => patience.append(busy).catch(() => "gave up"));
    await vi.advanceTimersByTimeAsync(0);
    await expect(patience.append(busy)).rejects.toBeInstanceOf(StoreBusyError);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["gave up"]));
  });
});

it("another failure is not tried again", async () => {
  const attempt = vi.fn(() => Promise.reject(new Error("disk")));
  await expect(new Patience().append(attempt)).rejects.toThrow("disk");
  expect(attempt).toHaveBeenCalledOnce();
});
