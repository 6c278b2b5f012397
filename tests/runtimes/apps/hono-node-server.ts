import { serve } from "@hono/node-server";
import { peek } from "@peekjs/hono";
import { Hono } from "hono";

/** Begins, and never ends by itself. */
const part = (): ReadableStream =>
  new ReadableStream({ start: (controller) => controller.enqueue(Buffer.alloc(1_000, "x")) });

/** Breaks after its first part. */
const broken = (): ReadableStream => {
  let isBegun = false;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (isBegun) throw new Error("the source broke");
      controller.enqueue(Buffer.alloc(1_000, "x"));
      isBegun = true;
    },
  });
};

const routes = (): Hono =>
  new Hono()
    .get("/answer", (c) => c.json({ answer: 42 }))
    .get("/part", (c) => c.body(part()))
    .get("/broken", (c) => c.body(broken()))
    .get("/never", () => new Promise<Response>(() => undefined));

const app = new Hono()
  .use("/observed/*", peek())
  .use("/bare/*", (_c, next) => next())
  .route("/observed", routes())
  .route("/bare", routes());

serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  console.log(`listening on ${port}`);
});
