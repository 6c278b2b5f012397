import { consoleDestination, meta, tiktok, webhook } from "@peekjs/destinations";
import type { DestinationConnection, DestinationStats } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { startFailingVendor } from "../../../../tests/support/failing-vendor.ts";
import { trackEvents } from "../events.ts";

export interface Run {
  /** Distinct event ids that a vendor took, by vendor, and how often it took one again. */
  taken: Record<"meta" | "tiktok" | "console", { unique: number; repeated: number }>;
  /** By destination. */
  stats: Record<string, DestinationStats>;
  /** Milliseconds until the living destinations had everything. */
  duration: number;
}

/**
 * Sends events to four destinations at once: Meta and TikTok, which fail every tenth request, the console, and a
 * webhook that accepts connections and never answers.
 */
export async function runFourDestinations(events: number): Promise<Run> {
  const ledgers = { meta: new Ledger(), tiktok: new Ledger(), console: new Ledger() };
  await using metaServer = await startFailingVendor((ids) => ledgers.meta.take(ids));
  await using tiktokServer = await startFailingVendor((ids) => ledgers.tiktok.take(ids));
  await using dead = await startVendor(() => "hang");
  const bounds = { maxQueueEvents: events, maxQueueBytes: 1e9, retryDelay: 5, circuitCooldown: 50 };
  const living: DestinationConnection[] = [
    meta({ pixelId: "1", accessToken: "t", endpoint: metaServer.url, ...bounds }),
    tiktok({ pixelCode: "1", accessToken: "t", endpoint: tiktokServer.url, ...bounds }),
    consoleDestination({ write: (line) => ledgers.console.take([JSON.parse(line).id]), ...bounds }),
  ].map((destination) => destination.connect());
  const secret = `whsec_${"A".repeat(32)}`;
  const hanging = webhook({ url: dead.url, secret, timeout: 300, retryDelay: 10 }).connect();

  const begin = performance.now();
  const all = [...living, hanging];
  for (let sent = 0; sent < events; sent += 1_000) {
    const slice = trackEvents(Math.min(1_000, events - sent));
    await Promise.all(all.map((connection) => connection.enqueue(slice, {})));
  }
  await Promise.all(living.map((connection) => drain(connection)));
  const duration = performance.now() - begin;
  const stats = Object.fromEntries(all.map((connection) => [connection.name, connection.stats()]));
  await Promise.all(all.map((connection) => connection.close({ timeout: 100 })));
  const { meta: metaLedger, tiktok: tiktokLedger, console: consoleLedger } = ledgers;
  return {
    taken: { meta: metaLedger, tiktok: tiktokLedger, console: consoleLedger },
    stats,
    duration,
  };
}

/** A circuit that opens for a moment ends a flush. */
async function drain(connection: DestinationConnection): Promise<void> {
  let pending = Number.POSITIVE_INFINITY;
  while (pending > 0) ({ pending } = await connection.flush({ timeout: 60_000 }));
}

/** What a vendor took, deduplicated by id as vendors do. */
class Ledger {
  readonly #ids = new Set<string>();
  repeated = 0;

  get unique(): number {
    return this.#ids.size;
  }

  take(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#ids.has(id)) this.repeated++;
      this.#ids.add(id);
    }
  }
}
