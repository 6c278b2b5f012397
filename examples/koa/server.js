// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import Router from "@koa/router";
import { peek } from "@peekjs/koa";
import Koa from "koa";

const users = new Map(
  Array.from({ length: 80 }, (_, index) => {
    const id = String(index + 1);
    return [id, { id, name: `User ${id}`, city: ["Ghent", "Oslo", "Turin"][index % 3] }];
  }),
);

const app = new Koa();
app.use(peek());

const userRoutes = new Router();

userRoutes.get("/", (context) => {
  context.body = [...users.values()].slice(0, 20);
});

userRoutes.get("/:userId", async (context) => {
  await sleep(5); // As long as a small query takes.
  const user = users.get(context.params.userId ?? "");
  if (user === undefined) context.throw(404, "no such user");
  context.body = user;
});

userRoutes.get("/:userId/addresses", async (context) => {
  await sleep(8);
  context.body = [{ userId: context.params.userId, street: "Main Street 1" }];
});

userRoutes.delete("/:userId", (context) => {
  context.status = users.has(context.params.userId ?? "") ? 204 : 404;
});

const sessionRoutes = new Router();

sessionRoutes.post("/", async (context) => {
  await sleep(50);
  if (context.get("authorization") === "") context.throw(401, "who are you?");
  context.status = 201;
  context.body = { session: "started" };
});

sessionRoutes.get("/:sessionId/avatar", () => {
  throw new TypeError("Cannot read properties of undefined (reading 'avatar')");
});

const router = new Router();
router.use("/users", userRoutes.routes());
router.use("/sessions", sessionRoutes.routes());
router.get("/health", (context) => {
  context.body = { status: "ok" };
});
app.use(router.routes());
app.on("error", () => undefined); // Koa would print each of the failures above.

const server = app.listen(Number(process.env.PORT ?? 3003), "127.0.0.1", () => {
  console.log("users", server.address());
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
