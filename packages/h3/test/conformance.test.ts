import { createPeek, type Peek } from "@peekjs/core";
import { attach } from "@peekjs/node";
import { describeAdapter, type AdapterShows } from "@peekjs/testing/conformance";
import type { H3Event } from "h3";
import type { H3Event as H3Event1 } from "h3-1";
import { startApp as startApp1 } from "./app1.ts";
import { startApp as startApp2 } from "./app2.ts";

const shows: AdapterShows = {
  wildcard: "/files/**",
  guarded: "/guarded/:zone/**",
  refusals: true,
};

describeAdapter<Peek>({
  name: "@peekjs/h3 on h3 2",
  createClient: createPeek,
  attach,
  startApp: startApp2,
  header: ({ req }: H3Event, name) => req.headers.get(name) ?? undefined,
  shows,
});

describeAdapter<Peek>({
  name: "@peekjs/h3 on h3 1",
  createClient: createPeek,
  attach,
  startApp: startApp1,
  header: ({ headers }: H3Event1, name) => headers.get(name) ?? undefined,
  // A middleware answers before any router has matched.
  shows: { ...shows, guarded: undefined },
});
