// A process that records requests at an even pace, without a server, and measures itself.
import { setTimeout as delay } from "node:timers/promises";
import { createPeek } from "@peekjs/core";
import type { Reply } from "./messages.ts";

export interface RecorderSettings {
  /** Undefined: only the loop, with no client. */
  durability: "memory" | "interval" | "event" | undefined;
  endpoint: string;
  storagePath: string;
}

export type RecordCommand =
  /** Record so many requests; replies with the CPU time, in microseconds, until all are delivered or on disk. */
  | { name: "record"; requests: number }
  /** Replies with the part of it that the calls themselves took. */
  | { name: "calls" };

/** Every 10 ms: 10,000 in a second. */
const SLICE = 100;

const { durability, endpoint, storagePath } = JSON.parse(process.argv[2]!) as RecorderSettings;
const client =
  durability === undefined
    ? undefined
    : createPeek({ endpoint, storagePath, durability, timeout: 1_000 });

let calls = 0;

async function record(requests: number): Promise<number> {
  const before = process.cpuUsage();
  calls = 0;
  for (let recorded = 0; recorded < requests; recorded += SLICE) {
    const start = process.cpuUsage();
    recordSlice(recorded);
    calls += sum(process.cpuUsage(start));
    await delay(10);
  }
  await client?.flush({ timeout: 500 });
  return sum(process.cpuUsage(before));
}

function recordSlice(first: number): void {
  for (let n = first; n < first + SLICE; n++) {
    client?.recordRequest({
      method: "GET",
      route: "/users/:id",
      path: `/users/${n}`,
      status: 200,
      durationMs: 1.5 + (n % 100) / 10,
      consumer: `consumer-${n % 1_000}`,
    });
  }
}

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

process.on("message", (command: RecordCommand) => {
  const obeyed = command.name === "record" ? record(command.requests) : Promise.resolve(calls);
  obeyed.then(
    (value) => process.send!({ value } satisfies Reply),
    (error: unknown) => process.send!({ error: String(error) } satisfies Reply),
  );
});
process.on("disconnect", () => process.exit());
process.send!({ value: 0 } satisfies Reply);
