import { createServer } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono, type Context } from "hono";
import { routePath } from "hono/route";
import { answers } from "./answers.ts";
import type { Framework } from "./framework.ts";

export const framework: Framework = {
  routeOf: (context) => routePath(context as Context, -1),
  async serve(subject) {
    const app = new Hono<{ Bindings: HttpBindings }>();
    const { observe } = subject;
    if (observe !== undefined) {
      app.use((context, next) => {
        observe(context.env.incoming, context.env.outgoing, context);
        return next();
      });
    }
    const wrapped = subject.hono?.(app);
    app.get("/users/:id", (context) => context.json(answers.user(context.req.param("id"))));
    app.get("/users/:id/orders", (context) =>
      context.json(answers.orders(context.req.param("id"))),
    );
    app.get("/orders/:order/items/:item", (context) =>
      context.json(answers.item(context.req.param("order"), context.req.param("item"))),
    );
    app.get("/products", (context) => context.json(answers.products()));
    app.post("/orders", (context) => context.json(answers.created(), 201));
    const fetch = wrapped ?? app.fetch;
    return createServer(getRequestListener((request, env) => fetch(request, env as HttpBindings)));
  },
};
