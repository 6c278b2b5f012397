import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DestinationStats } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { vi } from "vitest";
import { startFailingVendor } from "../../../../../tests/support/failing-vendor.ts";
import { CollectorProcess } from "./collector-process.ts";
import { calls, temporaryFolder } from "./events.ts";

const BATCH = 500;

export interface Run {
  /** Distinct event ids that were taken. */
  taken: Record<"meta" | "tiktok" | "ndjson", number>;
  stats: Record<string, DestinationStats>;
  /** Milliseconds that the slowest batch waited for its answer. */
  slowestAnswer: number;
  /** Milliseconds until the living destinations had everything. */
  duration: number;
}

/**
 * Sends events through a collector to Meta and TikTok, which fail every tenth request, to a file, and to a webhook that
 * accepts connections and never answers.
 */
export async function runFourDestinations(events: number): Promise<Run> {
  const taken = { meta: new Set<string>(), tiktok: new Set<string>() };
  const takeInto = (set: Set<string>) => (ids: readonly string[]) =>
    ids.forEach((id) => set.add(id));
  await using metaServer = await startFailingVendor(takeInto(taken.meta));
  await using tiktokServer = await startFailingVendor(takeInto(taken.tiktok));
  await using dead = await startVendor(() => "hang");
  const folder = temporaryFolder();
  const path = join(folder, "events.ndjson");
  const collector = await CollectorProcess.start(folder, [
    { type: "webhook", name: "dead", url: dead.url },
    { type: "meta", name: "meta", url: metaServer.url },
    { type: "tiktok", name: "tiktok", url: tiktokServer.url },
    { type: "ndjson", name: "ndjson", url: path },
  ]);
  const begin = performance.now();
  let slowestAnswer = 0;
  for (let sent = 0; sent < events; sent += BATCH) {
    const start = performance.now();
    await collector.send(calls(sent + 1, Math.min(events, sent + BATCH)));
    slowestAnswer = Math.max(slowestAnswer, performance.now() - start);
  }
  await vi.waitUntil(
    async () => {
      const { meta, tiktok, ndjson } = await collector.stats();
      return [meta, tiktok, ndjson].every((one) => one!.delivered >= events);
    },
    { timeout: 200_000, interval: 100 },
  );
  const duration = performance.now() - begin;
  const stats = await collector.stats();
  await collector.kill();
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const written = new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id));
  return {
    taken: { meta: taken.meta.size, tiktok: taken.tiktok.size, ndjson: written.size },
    stats,
    slowestAnswer,
    duration,
  };
}
