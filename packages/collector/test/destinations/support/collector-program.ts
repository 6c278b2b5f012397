/**
 * A collector in a process of its own. Arguments: the data folder, the port, and for each destination a webhook's URL.
 * Says "ready" when it listens.
 */
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { webhook } from "@peekjs/destinations";
import { openStore } from "@peekjs/store";
import { openDestinationStorage } from "../../../src/destinations/node/index.ts";
import { createCollector } from "../../../src/index.ts";
import { SECRET } from "./events.ts";

const [directory, port, ...urls] = process.argv.slice(2) as [string, string, ...string[]];
const store = await openStore({ directory, memoryLimit: "128MB", threads: 1 });
const destinationStorage = await openDestinationStorage({
  directory: join(directory, "destinations"),
  allowPrivate: true,
});
const pace = { flushInterval: 10, retryDelay: 10, circuitCooldown: 100, timeout: 1_000 };
const collector = createCollector({
  store,
  mode: "development",
  version: "0.0.0",
  ingestUrl: `http://127.0.0.1:${port}/v1/ingest`,
  destinationStorage,
  destinations: urls.map((url, index) =>
    webhook({ ...pace, url, name: `hook-${index}`, secret: SECRET }),
  ),
  onError: () => {},
});
serve({ fetch: collector.fetch, port: Number(port), hostname: "127.0.0.1" }, () => {
  process.send?.("ready");
});
