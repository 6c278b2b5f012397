import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { attach } from "@peekjs/node";
import type { AdapterSubject } from "@peekjs/testing/conformance";
import type express from "express";
import { startApp, type Express } from "./app.ts";

/** What the conformance suite is told of an Express. */
export function subjectOn(
  name: string,
  framework: Express,
  wildcard: "/files/*" | "/files/*path",
): AdapterSubject<Peek> {
  return {
    name: `@peekjs/express on ${name}`,
    createClient: createPeek,
    startApp: (setup) => startApp(framework, wildcard, setup, peek),
    attach,
    header: (request: express.Request, name) => request.get(name),
    shows: {
      wildcard,
      guarded: "/guarded/:zone/*",
      inner: true,
      trustProxy: 'app.set("trust proxy", 1)',
      refusals: true,
    },
  };
}
