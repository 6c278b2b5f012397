import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DestinationStats } from "@peekjs/protocol";
import { startVendor, type Vendor, type VendorAnswer } from "@peekjs/testing";
import { vi } from "vitest";
import { CollectorProcess } from "./collector-process.ts";
import { calls, temporaryFolder } from "./events.ts";

const BATCH = 500;

/** How a vendor fails now and then: passing errors, in every form that it knows. */
const FAULTS: readonly VendorAnswer[] = [
  { status: 503, headers: { "retry-after": "0" } },
  { status: 200, body: { code: 40_100, error: { code: 4, message: "throttled" } } },
  "reset",
  { status: 500, body: "half of an ans" },
];

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
  await using metaServer = await startFailingVendor(taken.meta);
  await using tiktokServer = await startFailingVendor(taken.tiktok);
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

/** Every tenth request fails; of these, one was taken all the same, which its sender cannot know. */
function startFailingVendor(taken: Set<string>): Promise<Vendor> {
  let requests = 0;
  return startVendor(({ json }) => {
    const data = json.data as { event_id: string }[];
    const isFailing = requests++ % 10 === 5;
    const fault = isFailing ? FAULTS[Math.floor(requests / 10) % FAULTS.length] : undefined;
    if (fault === undefined || fault === "reset")
      for (const { event_id: id } of data) taken.add(id);
    return fault ?? { body: { code: 0, events_received: data.length } };
  });
}
