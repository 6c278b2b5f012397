import { PeekError } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { limitReports } from "../../src/server/limit-reports.ts";

const full = (segment: number): PeekError =>
  new PeekError("PEEK_E_STORE_WRITE", `The log ${segment}.log cannot be written.`);

function start() {
  const told: string[] = [];
  const clock = { now: 0 };
  const report = limitReports(
    (error) => told.push(`${(error as PeekError)?.code} ${(error as Error)?.message}`),
    () => clock.now,
  );
  return { told, clock, report };
}

it("tells what comes again twice a minute, and then how often it came", () => {
  const { told, clock, report } = start();
  for (let i = 0; i < 60; i++) report(full(i));
  expect(told).toEqual(["PEEK_E_STORE_WRITE The log 0.log cannot be written."]);
  clock.now = 30_000;
  report(full(60));
  report(full(61));
  expect(told[1]).toMatch(/ 60\.log cannot be written\. \(59 more since/);
  clock.now = 60_000;
  report(full(62));
  clock.now = 90_000;
  report(full(63));
  expect(told.slice(2)).toEqual([
    expect.stringContaining("(1 more"),
    "PEEK_E_STORE_WRITE The log 63.log cannot be written.",
  ]);
});

it("tells different troubles apart, by code and by message", () => {
  const { told, report } = start();
  report(full(1));
  report(new PeekError("PEEK_E_STORE_SPACE", "The log 1.log cannot be written."));
  report(new PeekError("PEEK_E_STORE_WRITE", "The worker is gone."));
  report(new PeekError("PEEK_E_STORE_WRITE", 'The "worker 1" is gone.'));
  report(new PeekError("PEEK_E_STORE_WRITE", 'The "worker 2" is gone.'));
  report(new Error("no code"));
  report("no error");
  report(undefined);
  expect(told).toHaveLength(8);
});
