import fastify, { type FastifyRequest } from "fastify";
import { answers } from "./answers.ts";
import type { Framework } from "./framework.ts";

export const framework: Framework = {
  routeOf: (request) => (request as FastifyRequest).routeOptions.url,
  async serve(subject) {
    const app = fastify();
    const { observe } = subject;
    if (observe !== undefined) {
      app.addHook("onRequest", (request, reply, next) => {
        observe(request.raw, reply.raw, request);
        next();
      });
    }
    await subject.fastify?.(app);
    app.get<{ Params: { id: string } }>("/users/:id", (request, reply) => {
      reply.send(answers.user(request.params.id));
    });
    app.get<{ Params: { id: string } }>("/users/:id/orders", (request, reply) => {
      reply.send(answers.orders(request.params.id));
    });
    app.get<{ Params: { order: string; item: string } }>(
      "/orders/:order/items/:item",
      (request, reply) => {
        reply.send(answers.item(request.params.order, request.params.item));
      },
    );
    app.get("/products", (_request, reply) => void reply.send(answers.products()));
    app.post("/orders", (_request, reply) => void reply.status(201).send(answers.created()));
    await app.ready();
    return app.server;
  },
};
