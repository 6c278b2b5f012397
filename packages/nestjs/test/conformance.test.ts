import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createPeek, type Peek } from "@peekjs/core";
import { describeAdapter } from "@peekjs/testing/conformance";
import { startApp } from "./app.ts";

for (const [platform, create] of [
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
] as const) {
  describeAdapter<Peek>({
    name: `@peekjs/nestjs on nestjs 12 with ${platform}`,
    createClient: createPeek,
    startApp: (setup) => startApp(create, setup),
    header: (request, name) => request.headers[name],
    shows: {
      wildcard: platform === "Express" ? "/files/{*path}" : "/files/*",
      guarded: platform === "Express" ? "/guarded/:zone/{*path}" : "/guarded/:zone/*",
      errors: true,
      handlerTime: false,
      setConsumer: true,
      inner: false,
      compression: true,
      endsBrokenStreams: true,
      surroundings: true,
      hostileHost: "handled",
    },
  });
}
