import { expect } from "vitest";
import type { Aftermath, Durability, End, EndpointState } from "./process-end.ts";

/** Milliseconds between the client's writes to its spool. */
const WRITE_INTERVAL = 50;
/** Milliseconds that a write itself may take beside other tests. */
const SLACK = 25;
/** Milliseconds after which an endpoint that answers has been sent everything. */
const DELIVERY_TIME = 1_000;

/** Expects of an end what the durability promises, and that it was the end that the app would have had without peek. */
export function expectPromise(
  aftermath: Aftermath,
  end: End,
  state: EndpointState,
  durability: Durability,
): void {
  expect(aftermath.signal ?? aftermath.code).toBe(end.outcome);
  expect(aftermath.duplicated).toEqual([]);
  expect(codesSaidTwice(aftermath.stderr)).toEqual([]);
  const lost = aftermath.recorded.filter(({ item }) => aftermath.lost.includes(item));
  if (end.inOrder || durability === "event") expect(lost).toHaveLength(0);
  else if (durability === "interval") expectWithin(lost, aftermath, longestInterval(aftermath));
  else if (state === "answers") expectWithin(lost, aftermath, DELIVERY_TIME);
}

/** Expects that all that was lost was recorded within so many milliseconds before the last sign of life. */
function expectWithin(lost: Aftermath["recorded"], { recorded }: Aftermath, time: number): void {
  const end = recorded.at(-1)!.at;
  const ages = lost.map(({ at }) => end - at);
  expect(Math.max(0, ...ages)).toBeLessThanOrEqual(time);
}

/** The interval between writes, or what the machine made of a timer as long. */
function longestInterval({ recorded, ticks }: Aftermath): number {
  const times = [...ticks, recorded.at(-1)!.at];
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  return Math.max(WRITE_INTERVAL, ...gaps) + SLACK;
}

function codesSaidTwice(stderr: string): string[] {
  const codes = [...stderr.matchAll(/^\[peek\] (PEEK_\w+)/gm)].map(([, code]) => code!);
  return codes.filter((code, index) => codes.indexOf(code) < index);
}
