/**
 * Sends an event to a webhook, and a request of an app on Hono to a destination of its own. Arguments: the webhook's address
 * and the collector's; then whether it shuts the client down, and tells how that went.
 */
import process from "node:process";
import { createPeek } from "@peekjs/core";
import { defineDestination, delivered, webhook } from "@peekjs/destinations";
import { peek } from "@peekjs/hono";
import { Hono } from "hono";

const [hook, collector, ending] = process.argv.slice(2);

const requests = defineDestination<string>(
  {
    name: "requests",
    limits: { events: 10 },
    accepts: () => false,
    map: () => undefined,
    mapRequest: ({ route = "" }) => ({ payload: route }),
    async send(batch) {
      for (const { payload } of batch) console.log(`request of ${payload}`);
      return delivered;
    },
  },
  { flushInterval: 10 },
);

const client = createPeek({
  service: "shop",
  environment: "production",
  endpoint: collector,
  disabled: false,
  destinations: [
    webhook({ url: hook!, secret: `whsec_${"A".repeat(32)}`, flushInterval: 60_000 }),
    requests,
  ],
});
const app = new Hono();
app.use(peek(client));
app.get("/orders/:id", (context) => context.text("ok"));

client.track({ event: "Ordered", userId: "u1", messageId: "m1" });
await (await app.fetch(new Request("http://localhost/orders/1"))).text();
if (ending === "shutdown") console.log(JSON.stringify(await client.shutdown({ timeout: 10_000 })));
