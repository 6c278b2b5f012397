import type { Express, RequestHandler } from "express";
import type { FastifyInstance, FastifyPluginCallback } from "fastify";
import type Koa from "koa";
import type { Subject, SubjectContext } from "./subject.ts";

interface Options {
  apiKey: string;
  endpoint: string;
  storagePath: string;
}

interface PeekApi {
  peekapi(options: Options): RequestHandler;
  peekapiFastify: FastifyPluginCallback<Options>;
  peekapiKoa(options: Options): Koa.Middleware;
}

/**
 * PeekAPI's SDK with its default options, from where `PEEKAPI_SDK` says. Its clients cannot be flushed: a slice pays for
 * what is left of the one before.
 */
export default async function peekApi({ sink, storagePath }: SubjectContext): Promise<Subject> {
  const sdk = (await import(process.env["PEEKAPI_SDK"]!)) as PeekApi & { default?: PeekApi };
  const { peekapi, peekapiFastify, peekapiKoa } = sdk.default ?? sdk;
  const options = {
    apiKey: "ak_live_benchmark",
    endpoint: `${sink}/v1/events`,
    storagePath: `${storagePath}/events.jsonl`,
  };
  return {
    express: (app: Express) => void app.use(peekapi(options)),
    fastify: (app: FastifyInstance) => app.register(peekapiFastify, options),
    koa: (app: Koa) => void app.use(peekapiKoa(options)),
  };
}
