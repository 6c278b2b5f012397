// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { peek } from "@peekjs/hono";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { streamText } from "hono/streaming";

/** @type {Map<string, Map<string, number>>} */
const carts = new Map();
for (let id = 1; id <= 50; id++)
  carts.set(`cart-${id}`, new Map([[`sku-${id % 40}`, 1 + (id % 3)]]));

const app = new Hono();
app.use(peek());

const cartRoutes = new Hono();

cartRoutes.get("/:cartId", async (context) => {
  await sleep(2); // As long as a small query takes.
  const cart = carts.get(context.req.param("cartId"));
  if (cart === undefined) throw new HTTPException(404, { message: "no such cart" });
  return context.json(Object.fromEntries(cart));
});

cartRoutes.put("/:cartId/items/:sku", async (context) => {
  const { cartId, sku } = context.req.param();
  const { quantity } = await context.req.json();
  if (!Number.isInteger(quantity)) return context.json({ error: "quantity is needed" }, 422);
  const cart = carts.get(cartId) ?? new Map();
  carts.set(cartId, cart.set(sku, quantity));
  return context.body(null, 204);
});

cartRoutes.post("/:cartId/checkout", async (context) => {
  const number = Number(context.req.param("cartId").slice("cart-".length));
  await sleep(80 + (number % 5) * 30);
  if (number % 9 === 0) throw new Error("The tax service did not answer");
  if (number % 7 === 0) return context.json({ error: "card declined" }, 402);
  return context.json({ orderId: number * 3 }, 201);
});

cartRoutes.get("/:cartId/suggestions", (context) =>
  streamText(context, async (stream) => {
    for (const sku of ["sku-3", "sku-8", "sku-21"]) {
      await stream.writeln(sku);
      await stream.sleep(5);
    }
  }),
);

app.route("/carts", cartRoutes);
app.get("/health", (context) => context.json({ status: "ok" }));
app.onError((error, context) =>
  error instanceof HTTPException
    ? error.getResponse()
    : context.json({ error: "something failed" }, 500),
);

const server = serve(
  { fetch: app.fetch, port: Number(process.env.PORT ?? 3004), hostname: "127.0.0.1" },
  (address) => console.log("carts", address),
);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
