import { createPeek, type DestinationFlushResult, type Peek } from "@peekjs/core";
import { consoleDestination, meta, tiktok, webhook } from "@peekjs/destinations";
import type { DestinationStats } from "@peekjs/protocol";
import { startVendor, type Vendor } from "@peekjs/testing";
import { SECRET } from "./support.ts";

const PER_TURN = 500;
/** A client is given more only while the living destinations have less than this left. */
const MOST_WAITING = 5_000;

export interface Run {
  /** Distinct event ids that each took. */
  taken: Record<"meta" | "tiktok" | "console", Set<string>>;
  stats: Record<string, DestinationStats>;
  shutdown: Record<string, DestinationFlushResult>;
  /** Milliseconds of the longest single call. */
  slowestCall: number;
  /** Milliseconds until the living destinations had everything. */
  duration: number;
}

/** Gives events to a client with four destinations, of which one takes connections and never answers. */
export async function runBesideDeadDestination(events: number): Promise<Run> {
  const taken: Run["taken"] = { meta: new Set(), tiktok: new Set(), console: new Set() };
  await using metaServer = await startTaker(taken.meta);
  await using tiktokServer = await startTaker(taken.tiktok);
  await using dead = await startVendor(() => "hang");
  const client = createPeek({
    onError: () => undefined,
    destinations: [
      meta({ pixelId: "1", accessToken: "t", endpoint: metaServer.url, flushInterval: 20 }),
      tiktok({ pixelCode: "1", accessToken: "t", endpoint: tiktokServer.url, flushInterval: 20 }),
      consoleDestination({ write: (line) => taken.console.add(JSON.parse(line).id) }),
      webhook({ url: dead.url, secret: SECRET, timeout: 300, circuitCooldown: 50 }),
    ],
  });

  const begin = performance.now();
  let slowestCall = 0;
  for (let sent = 0; sent < events; sent += PER_TURN) {
    await until(() => waiting(client) < MOST_WAITING);
    for (let i = sent; i < Math.min(sent + PER_TURN, events); i++) {
      const before = performance.now();
      client.track({ event: "Report Exported", userId: "u-7", eventId: `event-${i}` });
      slowestCall = Math.max(slowestCall, performance.now() - before);
    }
  }
  await until(() => waiting(client) === 0);
  const duration = performance.now() - begin;
  const { destinations: shutdown = {} } = await client.shutdown({ timeout: 1_000 });
  return { taken, stats: client.stats().destinations!, shutdown, slowestCall, duration };
}

function waiting(client: Peek): number {
  const { webhook: _, ...living } = client.stats().destinations!;
  return Math.max(...Object.values(living).map(({ pending }) => pending));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function startTaker(taken: Set<string>): Promise<Vendor> {
  return startVendor(({ json }) => {
    const ids = (json.data as { event_id: string }[]).map(({ event_id }) => event_id);
    for (const id of ids) taken.add(id);
    return { body: { code: 0, events_received: ids.length } };
  });
}
