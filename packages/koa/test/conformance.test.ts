import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { attach } from "@peekjs/node";
import { describeAdapter, type AdapterSubject } from "@peekjs/testing/conformance";
import Koa3, { type Context } from "koa";
import Koa2 from "koa2";
import { startApp } from "./app.ts";

/** Koa 3.1 is the first to end a response whose source failed. */
const endsBrokenStreams = (framework: typeof Koa3): boolean =>
  framework === Koa3 && process.env["OLDEST_FRAMEWORKS"] === undefined;

for (const [name, framework] of [
  ["koa 3", Koa3],
  ["koa 2", Koa2],
] as const) {
  const subject: AdapterSubject<Peek> = {
    name: `@peekjs/koa on ${name}`,
    createClient: createPeek,
    startApp: (setup) => startApp(framework, setup, peek),
    attach,
    header: (context: Context, name) => context.get(name) || undefined,
    shows: {
      wildcard: "/files/*path",
      guarded: "/guarded/:zone/*",
      handlerTime: true,
      inner: true,
      endsBrokenStreams: endsBrokenStreams(framework),
      trustProxy: "app.proxy = true",
      refusals: true,
    },
  };
  describeAdapter(subject);
}
