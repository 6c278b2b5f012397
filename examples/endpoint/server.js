// @ts-check
import { once } from "node:events";
import { createServer } from "node:http";
import { createCollector } from "@peekjs/collector";

const { handler, close } = await open(process.argv[2], process.argv[3]);
const endpoint = createCollector({ path: "/collect", handler });

const server = createServer((request, response) => {
  void endpoint.node(request, response, () => response.writeHead(404).end());
});
server.listen(Number(process.env["PORT"] ?? 3011), "127.0.0.1");
await once(server, "listening");
console.log("endpoint", server.address());

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, async () => {
    server.close();
    await once(server, "close");
    await endpoint.close();
    await close();
  });
}

/**
 * Loads only the client that is asked for.
 *
 * @param {string | undefined} where
 * @param {string | undefined} url
 */
async function open(where, url) {
  switch (where) {
    case "redis":
      return (await import("./redis.js")).openRedis(url);
    case "postgres":
      return (await import("./postgres.js")).openPostgres(url);
    case "nats":
      return (await import("./nats.js")).openNats(url);
    case "kafka":
      return (await import("./kafka.js")).openKafka(url);
    default:
      throw new Error("Say where events go: node server.js redis|postgres|nats|kafka [address]");
  }
}
