import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { peekPlugin } from "@peekjs/fastify";
import { peek as honoPeek } from "@peekjs/hono";
import { peek as koaPeek } from "@peekjs/koa";
import type { Subject, SubjectContext } from "./subject.ts";

/** peek with its default options, which include the spool. */
export default function createSubject({ sink, storagePath }: SubjectContext): Subject {
  const client = createPeek({ endpoint: sink, storagePath });
  return {
    express: (app) => void app.use(peek(client)),
    fastify: (app) => app.register(peekPlugin, { client }),
    koa: (app) => void app.use(koaPeek(client)),
    hono: (app) => void app.use(honoPeek(client)),
    settle: () => client.flush(),
    verify: (requests) => deliveredAll(client, requests),
  };
}

/** @throws unless the client took and delivered so many requests */
export function deliveredAll(client: Peek, requests: number): void {
  const stats = client.stats();
  if (stats.accepted === requests && stats.delivered === requests) return;
  throw new Error(`Of ${requests} requests: ${JSON.stringify(stats)}`);
}
