/**
 * A collector in a process of its own. Arguments: the data folder, the port, its destinations and
 * the bounds of their queues as JSON. Says "ready"
 * when it listens.
 */
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { ndjson } from "@peekjs/destinations/ndjson";
import type { Destination } from "@peekjs/protocol";
import { openStore } from "@peekjs/store";
import { openDestinationStorage } from "../../../src/destinations/node/index.ts";
import { createCollector } from "../../../src/index.ts";
import { VENDORS } from "../../../../destinations/test/faults/vendors.ts";
import type { QueueBounds, Target } from "./collector-process.ts";

const pace = { flushInterval: 10, retryDelay: 10, circuitCooldown: 100, timeout: 1_000 };

function create({ type, name, url, options = pace }: Target): Destination {
  const all = { ...options, name };
  return type === "ndjson" ? ndjson({ ...all, path: url }) : VENDORS[type]!.create(url, all);
}

const [directory, port, targets, bounds] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const store = await openStore({ directory, memoryLimit: "128MB", threads: 1 });
const destinationStorage = await openDestinationStorage({
  directory: join(directory, "destinations"),
  allowPrivate: true,
  ...(JSON.parse(bounds) as QueueBounds),
});
const collector = createCollector({
  store,
  mode: "development",
  version: "0.0.0",
  ingestUrl: `http://127.0.0.1:${port}/v1/ingest`,
  destinationStorage,
  destinations: (JSON.parse(targets) as Target[]).map(create),
  onError: () => {},
});
serve({ fetch: collector.fetch, port: Number(port), hostname: "127.0.0.1" }, () => {
  process.send?.("ready");
});
