import { createServer } from "node:http";
import { createRequire } from "node:module";
import type Express from "express";
import type { Request } from "express";
import { answers } from "./answers.ts";
import type { Framework } from "./framework.ts";

// OpenTelemetry patches what is loaded with require().
const express = createRequire(import.meta.url)("express") as typeof Express;

export const framework: Framework = {
  routeOf: (request) => (request as Request).route?.path as string | undefined,
  async serve(subject) {
    const app = express();
    const { observe } = subject;
    if (observe !== undefined) {
      app.use((request, response, next) => {
        observe(request, response, request);
        next();
      });
    }
    subject.express?.(app);
    app.get("/users/:id", (request, response) => {
      response.json(answers.user(request.params.id));
    });
    app.get("/users/:id/orders", (request, response) => {
      response.json(answers.orders(request.params.id));
    });
    app.get("/orders/:order/items/:item", (request, response) => {
      response.json(answers.item(request.params.order, request.params.item));
    });
    app.get("/products", (_request, response) => void response.json(answers.products()));
    app.post("/orders", (_request, response) => void response.status(201).json(answers.created()));
    return createServer(app);
  },
};
