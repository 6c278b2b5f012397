// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { peek } from "@peekjs/express";
import express, { Router } from "express";

/** @type {Map<number, { id: number, item: string, quantity: number, paid: boolean }>} */
const orders = new Map();
for (let id = 1; id <= 200; id++) {
  orders.set(id, { id, item: `sku-${id % 40}`, quantity: 1 + (id % 5), paid: id % 3 === 0 });
}

const app = express();
app.use(peek());
app.use(express.json());

const orderRoutes = Router();

orderRoutes.get("/", (_request, response) => {
  response.json([...orders.values()].slice(0, 20));
});

orderRoutes.post("/", (request, response) => {
  const { item, quantity } = request.body ?? {};
  if (typeof item !== "string" || !Number.isInteger(quantity) || quantity < 1) {
    response.status(422).json({ error: "item and a quantity of at least 1 are needed" });
    return;
  }
  const order = { id: orders.size + 1, item, quantity, paid: false };
  orders.set(order.id, order);
  response.status(201).location(`/orders/${order.id}`).json(order);
});

orderRoutes.get("/:orderId", async (request, response) => {
  await sleep(4); // As long as a small query takes.
  const order = orders.get(Number(request.params.orderId));
  if (order === undefined) response.status(404).json({ error: "no such order" });
  else response.json(order);
});

orderRoutes.post("/:orderId/payments", async (request, response) => {
  const order = orders.get(Number(request.params.orderId));
  if (order === undefined) {
    response.status(404).json({ error: "no such order" });
    return;
  }
  await sleep(40 + (order.id % 7) * 25);
  if (order.id % 11 === 0) throw new Error("The payment provider did not answer");
  order.paid = true;
  response.status(201).json({ orderId: order.id, paid: true });
});

const storeRoutes = Router({ mergeParams: true });
storeRoutes.get("/stock/:item", (request, response) => {
  const { storeId, item } = /** @type {Record<string, string>} */ (request.params);
  response.json({ storeId, item, stock: (Number(storeId) * 7) % 30 });
});

app.use("/orders", orderRoutes);
app.use("/stores/:storeId", storeRoutes);
app.get("/health", (_request, response) => void response.json({ status: "ok" }));

app.use(
  /** @type {import("express").ErrorRequestHandler} */
  (_error, _request, response, _next) => {
    response.status(502).json({ error: "payment failed" });
  },
);

const server = app.listen(Number(process.env.PORT ?? 3001), "127.0.0.1", () => {
  console.log("orders", server.address());
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
