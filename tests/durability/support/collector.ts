/** A collector in a process of its own: arguments are the data folder and the port. Says "ready" when it listens. */
import { serve } from "@hono/node-server";
import { createCollector } from "@peekjs/collector";
import { openStore } from "@peekjs/store";

const [directory, port] = process.argv.slice(2) as [string, string];
const store = await openStore({ directory });
const collector = createCollector({
  store,
  mode: "development",
  version: "0.0.0",
  ingestUrl: `http://127.0.0.1:${port}/v1/ingest`,
});
serve({ fetch: collector.fetch, port: Number(port), hostname: "127.0.0.1" }, () => {
  process.send?.("ready");
});
