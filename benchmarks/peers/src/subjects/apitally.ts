import { setConsumer as setExpressConsumer, useApitally as useInExpress } from "apitally/express";
import { apitallyPlugin, setConsumer as setFastifyConsumer } from "apitally/fastify";
import { setConsumer as setHonoConsumer, useApitally as useInHono } from "apitally/hono";
import { setConsumer as setKoaConsumer, useApitally as useInKoa } from "apitally/koa";
import type { Subject, SubjectContext } from "../../../src/subjects/subject.ts";

const config = { clientId: "5b5cd7c6-2f1e-4d0c-9d6f-0e5d3c1b7a42", env: "benchmark" };

/** The peer brings types of Hono's of its own. */
function foreign(value: unknown): never {
  return value as never;
}

/** Counts by consumer, route and status, sent once a minute; the key is the consumer. */
export default function apitally({ sink }: SubjectContext): Subject {
  process.env["APITALLY_HUB_BASE_URL"] = sink;
  return {
    express(app) {
      useInExpress(app, config);
      app.use((request, _response, next) => {
        setExpressConsumer(request, request.get("x-api-key"));
        next();
      });
    },
    async fastify(app) {
      await app.register(apitallyPlugin, config);
      app.addHook("onRequest", (request, _reply, next) => {
        setFastifyConsumer(request, String(request.headers["x-api-key"]));
        next();
      });
    },
    koa(app) {
      useInKoa(app, config);
      app.use((context, next) => {
        setKoaConsumer(context, context.get("x-api-key"));
        return next();
      });
    },
    hono(app) {
      useInHono(foreign(app), config);
      app.use((context, next) => {
        setHonoConsumer(foreign(context), context.req.header("x-api-key"));
        return next();
      });
    },
  };
}
