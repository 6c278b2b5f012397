import { readFileSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { RefusedRecord } from "../../src/delivery/spool.ts";
import { forgetNeighbours } from "./forget-neighbours.ts";

export const HEADER =
  '"sdk":{"name":"t","version":"1"},"resource":{"service":"orders","environment":"production","host":"pod-3"}';

/** A refused request, as a client parks it. */
export function letterOf(number: number, path = "/a"): RefusedRecord {
  const requests = [{ timestamp: 1_790_000_000_000, method: "GET", path, durationMs: 1 }];
  return {
    instance: "i",
    reason: "refused",
    header: HEADER,
    text: JSON.stringify({ first: number, last: number, requests, events: [], summaries: [] }),
  };
}

/** Gives a folder the lease of a process that is no more. */
export function abandon(folder: string): void {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const path = join(folder, "lease.json");
  const lease = JSON.parse(readFileSync(path, "utf8")) as object;
  writeFileSync(path, JSON.stringify({ ...lease, pid }));
  forgetNeighbours();
}
