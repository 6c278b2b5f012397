import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { describeAdapter, type AdapterSubject } from "@peekjs/testing/conformance";
import Koa3, { type Context } from "koa";
import Koa2 from "koa2";
import { startApp } from "./app.ts";

for (const [name, framework] of [
  ["koa 3", Koa3],
  ["koa 2", Koa2],
] as const) {
  const subject: AdapterSubject<Peek> = {
    name: `@peekjs/koa on ${name}`,
    createClient: createPeek,
    startApp: (setup) => startApp(framework, setup, peek),
    header: (context: Context, name) => context.get(name) || undefined,
    shows: {
      wildcard: "/files/*path",
      guarded: "/guarded/:zone/*",
      errors: true,
      handlerTime: true,
      setConsumer: true,
      inner: true,
      compression: true,
      endsBrokenStreams: framework === Koa3,
      surroundings: true,
      hostileHost: "handled",
    },
  };
  describeAdapter(subject);
}
