import type { PeekError } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Accounts } from "../../src/pipeline/accounts.ts";

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

  it.each([
    ["buffer_full", /raise maxBufferSize or set storagePath/],
    ["event_too_large", /maxEventBytes/],
    ["refused", /npx peekjs spool show/],
    ["too_large", /npx peekjs spool show/],
    ["spool_damaged", /disk/],
    ["unencodable", /PEEK_E_INTERNAL/],
  ] as const)("say what helps against %s", (reason, advice) => {
    const told: PeekError[] = [];
    new Accounts((error) => told.push(error)).drop(2, reason);
    expect(told.map(({ code }) => code)).toEqual(["PEEK_W_DROPPED"]);
    expect(told[0]!.message).toMatch(advice);
  });

  it.each(["shutdown", "invalid", "sampled"] as const)("count %s without a word", (reason) => {
    const told: PeekError[] = [];
    const accounts = new Accounts((error) => told.push(error));
    accounts.drop(2, reason);
    expect(told).toEqual([]);
    expect(accounts.droppedCount).toBe(2);
  });
});
