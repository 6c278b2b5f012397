import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestsPage } from "@peekjs/protocol";
import { type PeekServer, startServer } from "peekjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NodeProcess } from "../tests/e2e/support/node-process.ts";

const EXAMPLES = [
  { framework: "express", service: "orders", path: "/orders/7", route: "/orders/:orderId" },
  { framework: "fastify", service: "catalog", path: "/products/sku-7", route: "/products/:sku" },
  { framework: "koa", service: "users", path: "/users/7", route: "/users/:userId" },
  { framework: "hono", service: "carts", path: "/carts/cart-7", route: "/carts/:cartId" },
  {
    framework: "node",
    service: "invoices",
    path: "/invoices/inv-7",
    route: "/invoices/:invoiceId",
  },
  { framework: "fetch", service: "quotes", path: "/quotes/ACME", route: "/quotes/:symbol" },
  { framework: "hapi", service: "rooms", path: "/rooms/12", route: "/rooms/{roomId}" },
  { framework: "nestjs", service: "trips", path: "/v1/trips/7", route: "/v1/trips/:tripId" },
  { framework: "h3", service: "songs", path: "/songs/7", route: "/songs/:songId" },
  { framework: "elysia", service: "notes", path: "/notes/7", route: "/notes/:noteId" },
];

let folder: string;
let collector: PeekServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "peek-examples-"));
  collector = await startServer({
    mode: "development",
    dataDirectory: folder,
    ports: [0],
    addresses: ["127.0.0.1"],
    hostname: "127.0.0.1",
  });
});
afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reported(service: string): Promise<RequestsPage["requests"]> {
  const response = await fetch(`${collector.url}/peek/v1/requests?q=service:${service}`);
  return ((await response.json()) as RequestsPage).requests;
}

test.each(EXAMPLES)(
  "$framework: answers, reports what it answered, and ends when asked to",
  async ({ framework, service, path, route }) => {
    const example = new NodeProcess([`examples/${framework}/server.js`], folder, {
      PORT: "0",
      PEEK_ENDPOINT: collector.url,
      PEEK_SERVICE: service,
      PEEK_STORAGE_PATH: join(folder, "spool"),
    });
    const [, port] = await example.until(/port: (\d+)/);
    const get = (target: string): Promise<number> =>
      fetch(`http://127.0.0.1:${port}${target}`, { headers: { "x-api-key": "smoke" } }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
      );
    expect(await get(path)).toBe(200);
    expect(await get("/nowhere")).toBe(404);

    const consumer = expect.stringMatching(/^c_[\w-]{22}$/);
    await expect
      .poll(() => reported(service), { timeout: 10_000 })
      .toEqual([
        expect.objectContaining({ method: "GET", path: "/nowhere", status: 404, consumer }),
        expect.objectContaining({ method: "GET", path, route, status: 200, consumer }),
      ]);
    expect((await reported(service))[0]).not.toHaveProperty("route");
    expect(await example.stop()).toBe(0);
  },
);
