import type { PeekError } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Accounts } from "../src/accounts.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

describe("Accounts", () => {
  it("count every drop and tell of them once a second, with their sum", () => {
    const told: PeekError[] = [];
    const accounts = new Accounts((error) => told.push(error));
    for (let i = 0; i < 1_000; i++) accounts.drop(1, "buffer_full");
    expect(told.map(({ message }) => message)).toEqual([expect.stringMatching(/^An event was/)]);
    vi.advanceTimersByTime(1_000);
    accounts.drop(1, "buffer_full");
    expect(told[1]!.message).toMatch(/^1000 events were dropped: buffer_full/);
    expect(accounts.stats(0, 0).dropped).toEqual({ buffer_full: 1_001 });
    expect(accounts.droppedCount).toBe(1_001);
  });
});
