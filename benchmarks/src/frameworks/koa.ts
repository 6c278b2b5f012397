import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { Router, RouterContext } from "@koa/router";
import type Koa from "koa";
import { answers } from "./answers.ts";
import type { Framework } from "./framework.ts";

// OpenTelemetry patches what is loaded with require().
const require = createRequire(import.meta.url);
const { Router: KoaRouter } = require("@koa/router") as { Router: typeof Router };
const KoaApp = require("koa") as typeof Koa;

export const framework: Framework = {
  routeOf: (context) => (context as RouterContext)._matchedRoute as string | undefined,
  async serve(subject) {
    const app = new KoaApp();
    const { observe } = subject;
    if (observe !== undefined) {
      app.use((context, next) => {
        observe(context.req, context.res, context);
        return next();
      });
    }
    subject.koa?.(app);
    const router = new KoaRouter();
    router.get("/users/:id", (context) => {
      context.body = answers.user(context.params["id"]!);
    });
    router.get("/users/:id/orders", (context) => {
      context.body = answers.orders(context.params["id"]!);
    });
    router.get("/orders/:order/items/:item", (context) => {
      context.body = answers.item(context.params["order"]!, context.params["item"]!);
    });
    router.get("/products", (context) => {
      context.body = answers.products();
    });
    router.post("/orders", (context) => {
      context.status = 201;
      context.body = answers.created();
    });
    app.use(router.routes());
    return createServer(app.callback());
  },
};
