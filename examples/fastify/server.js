// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { peekPlugin } from "@peekjs/fastify";
import fastify from "fastify";

const products = new Map(
  Array.from({ length: 60 }, (_, index) => {
    const sku = `sku-${index}`;
    return [sku, { sku, name: `Product ${index}`, price: 5 + ((index * 37) % 90) }];
  }),
);

const app = fastify();
await app.register(peekPlugin);

await app.register(
  async (routes) => {
    routes.get("/", async () => [...products.values()].slice(0, 20));

    routes.get("/:sku", async (request, reply) => {
      await sleep(3); // As long as a small query takes.
      const { sku } = /** @type {{ sku: string }} */ (request.params);
      const product = products.get(sku);
      if (product === undefined) return reply.code(404).send({ error: "no such product" });
      return product;
    });

    routes.get("/:sku/reviews", async (request) => {
      const { sku } = /** @type {{ sku: string }} */ (request.params);
      await sleep(5 + (sku.length % 4) * 6);
      return [{ sku, stars: 4, text: "Does what it says." }];
    });

    routes.get("/:sku/availability", async (request) => {
      const { sku } = /** @type {{ sku: string }} */ (request.params);
      if (sku.endsWith("7")) throw new Error("The warehouse did not answer");
      return { sku, available: true };
    });
  },
  { prefix: "/products" },
);

app.get(
  "/search",
  {
    schema: {
      querystring: { type: "object", required: ["q"], properties: { q: { type: "string" } } },
    },
  },
  async (request) => {
    const { q } = /** @type {{ q: string }} */ (request.query);
    await sleep(60 + q.length * 10);
    return [...products.values()].filter(({ name }) => name.includes(q)).slice(0, 10);
  },
);

app.get("/health", async () => ({ status: "ok" }));

await app.listen({ port: Number(process.env.PORT ?? 3002), host: "127.0.0.1" });
console.log("catalog", app.server.address());
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void app.close());
