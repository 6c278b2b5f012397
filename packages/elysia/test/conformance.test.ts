import { createPeek, type Peek } from "@peekjs/core";
import { describeAdapter } from "@peekjs/testing/conformance";
import { startApp } from "./app.ts";

describeAdapter<Peek>({
  name: "@peekjs/elysia on elysia 1.4 with @elysiajs/node",
  createClient: createPeek,
  startApp,
  header: ({ request }: { request: Request }, name) => request.headers.get(name) ?? undefined,
  shows: {
    wildcard: "/files/*",
    guarded: "/guarded/:zone/*",
    refusals: true,
  },
});
