import type { Request } from "@hapi/hapi";
import { createPeek, type Peek } from "@peekjs/core";
import { attach } from "@peekjs/node";
import { describeAdapter } from "@peekjs/testing/conformance";
import { startApp } from "./app.ts";

describeAdapter<Peek>({
  name: "@peekjs/hapi on hapi 21",
  createClient: createPeek,
  attach,
  startApp,
  header: ({ headers }: Request, name) => headers[name] as string | undefined,
  shows: {
    parameter: (name) => `{${name}}`,
    wildcard: "/files/{path*}",
    guarded: "/guarded/{zone}/{path*}",
    inner: true,
    refusals: true,
  },
});
