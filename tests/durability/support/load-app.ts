/**
 * Records many items while the endpoint is down, and prints what that did to the process. Arguments: the client's
 * options, the number of items, and how many are recorded in one turn of the event loop.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { recordItem } from "./items.ts";

export interface LoadFigures {
  /** MiB. */
  heapGrowth: number;
  /** Milliseconds. */
  slowestCall: number;
  /** Milliseconds beyond the turn of the app itself. */
  longestStall: number;
  callsPerSecond: number;
  stats: ReturnType<ReturnType<typeof createPeek>["stats"]>;
}

const [options, count, perTurn] = process.argv.slice(2) as [string, string, string];
const client = createPeek(JSON.parse(options) as PeekOptions);

const delays = monitorEventLoopDelay({ resolution: 1 });
const heap = (): number => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed;
};
const heapBefore = heap();
delays.enable();
let slowestCall = 0;
let longestTurn = 0;
let inCalls = 0;
for (let item = 1; item <= Number(count);) {
  const turn = performance.now();
  for (let i = 0; i < Number(perTurn); i++, item++) {
    const start = performance.now();
    recordItem(client, item);
    slowestCall = Math.max(slowestCall, performance.now() - start);
  }
  longestTurn = Math.max(longestTurn, performance.now() - turn);
  inCalls += performance.now() - turn;
  await setImmediate();
}
delays.disable();
const figures: LoadFigures = {
  heapGrowth: (heap() - heapBefore) / 2 ** 20,
  slowestCall,
  longestStall: Math.max(0, delays.max / 1e6 - longestTurn),
  callsPerSecond: Number(count) / (inCalls / 1_000),
  stats: client.stats(),
};
process.stdout.write(JSON.stringify(figures));
process.exit(0);
