import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin } from "@peekjs/fastify";
import { attach } from "@peekjs/node";
import { describeAdapter, type AdapterSubject } from "@peekjs/testing/conformance";
import { fastify as fastify5, type FastifyRequest } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { startApp } from "./app.ts";

for (const [name, framework] of [
  ["fastify 5", fastify5],
  ["fastify 4", fastify4 as unknown as typeof fastify5],
] as const) {
  const subject: AdapterSubject<Peek> = {
    name: `@peekjs/fastify on ${name}`,
    createClient: createPeek,
    startApp: (setup) => startApp(framework, setup, peekPlugin),
    attach,
    header: ({ headers }: FastifyRequest, name) => headers[name] as string | undefined,
    shows: {
      wildcard: "/files/*",
      guarded: "/guarded/:zone/*",
      inner: true,
      trustProxy: 'Fastify({ trustProxy: "loopback, uniquelocal" })',
      refusals: true,
    },
  };
  describeAdapter(subject);
}
