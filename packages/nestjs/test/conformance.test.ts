import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { createPeek, type Peek } from "@peekjs/core";
import { attach } from "@peekjs/node";
import { describeAdapter } from "@peekjs/testing/conformance";
import { startApp } from "./app.ts";

/** Nest 11.0 ends such a response on Express as if it were whole. */
const endsOnExpress = process.env["OLDEST_FRAMEWORKS"] === undefined;

for (const [platform, create] of [
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
] as const) {
  describeAdapter<Peek>({
    name: `@peekjs/nestjs on nestjs with ${platform}`,
    createClient: createPeek,
    startApp: (setup) => startApp(create, setup),
    attach,
    header: (request, name) => request.headers[name],
    shows: {
      wildcard: platform === "Express" ? "/files/{*path}" : "/files/*",
      guarded: platform === "Express" ? "/guarded/:zone/{*path}" : "/guarded/:zone/*",
      endsBrokenStreams: platform === "Fastify" || endsOnExpress,
      refusals: true,
    },
  });
}
