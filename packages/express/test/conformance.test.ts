import { createPeek, type Peek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { describeAdapter, type AdapterSubject } from "@peekjs/testing/conformance";
import express5 from "express";
import express4 from "express4";
import express52 from "express52";
import { startApp, type Express } from "./app.ts";

const SUBJECTS: [name: string, framework: Express, wildcard: string][] = [
  ["express 5.3", express5, "/files/*path"],
  ["express 5.2 with router 2.2", express52, "/files/*path"],
  ["express 4", express4, "/files/*"],
];

for (const [name, framework, wildcard] of SUBJECTS) {
  const subject: AdapterSubject<Peek> = {
    name: `@peekjs/express on ${name}`,
    createClient: createPeek,
    startApp: (setup) => startApp(framework, wildcard, setup, peek),
    header: (request: express5.Request, name) => request.get(name),
    shows: {
      wildcard,
      guarded: "/guarded/:zone/*",
      errors: true,
      handlerTime: false,
      setConsumer: true,
      inner: true,
      compression: true,
      endsBrokenStreams: true,
      surroundings: true,
      hostileHost: "handled",
    },
  };
  describeAdapter(subject);
}
