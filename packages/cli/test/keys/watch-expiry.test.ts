import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PeekError } from "@peekjs/protocol";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { KeyFile } from "../../src/keys/key-file.ts";
import { watchExpiry } from "../../src/keys/watch-expiry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2030-01-31T12:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date", "performance"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Watches keys that expire in so many hours, of a life of a hundred days. */
function start(expiries: Record<string, number>) {
  const folder = temporaryFolder();
  const path = join(folder, "keys.json");
  const write = (content: object | string) =>
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  const iso = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
  const keys = Object.entries(expiries).map(([id, hours]) => ({
    id,
    kind: "w",
    digest: "00",
    createdAt: iso(hours - 2_400),
    expiresAt: iso(hours),
  }));
  write({ keys });
  const warnings: string[] = [];
  const running = new AbortController();
  onTestFinished(() => running.abort());
  watchExpiry({
    file: new KeyFile(folder),
    report: (error) => warnings.push((error as PeekError).message),
    signal: running.signal,
  });
  const told = () => warnings.splice(0).map((message) => / key (\S+) /.exec(message)?.[1]);
  return { told, write, stop: () => running.abort() };
}

test("names a key at the start and once a day while it runs, until it has expired", () => {
  const { told } = start({ first: 49, last: 2_000 });
  expect(told()).toEqual(["first"]);
  vi.advanceTimersByTime(23 * HOUR);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(2 * HOUR);
  expect(told()).toEqual(["first"]);
  vi.advanceTimersByTime(24 * HOUR);
  expect(told()).toEqual(["first"]);
  vi.advanceTimersByTime(480 * HOUR);
  expect(told()).toEqual([]);
});

test("names a key within the hour in which it comes to expire soon", () => {
  const { told } = start({ later: 337 });
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(2 * HOUR);
  expect(told()).toEqual(["later"]);
});

test("does not name a key again because the clock was set", () => {
  const { told } = start({ first: 300 });
  expect(told()).toEqual(["first"]);
  vi.setSystemTime(NOW + 48 * HOUR);
  vi.advanceTimersByTime(HOUR);
  expect(told()).toEqual([]);
});

test("goes on while the file is damaged, and leaves no timer when it is to stop", () => {
  const { told, write, stop } = start({ first: 300 });
  expect(told()).toEqual(["first"]);
  write("{");
  vi.advanceTimersByTime(25 * HOUR);
  expect(told()).toEqual([]);
  expect(vi.getTimerCount()).toBe(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
