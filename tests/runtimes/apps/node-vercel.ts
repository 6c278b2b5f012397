import { AsyncLocalStorage } from "node:async_hooks";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import express from "express";

// Runs an Express app as Vercel does: each request in a context of its own, which the platform reads after the answer.
interface RequestContext {
  waitUntil(promise: Promise<unknown>): void;
}
const contexts = new AsyncLocalStorage<RequestContext>();
Object.assign(globalThis, {
  [Symbol.for("@vercel/request-context")]: { get: () => contexts.getStore() },
});

const client = createPeek();
const app = express()
  .use(peek(client))
  .get("/orders/:id", async (request, response) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    response.json({ id: request.params.id });
  });

let handedOver = 0;
let underWay = 0;
const server = createServer((request, response) => {
  if (request.url === "/control/work") {
    response.end(JSON.stringify({ handedOver, underWay }));
    return;
  }
  const waitUntil = (promise: Promise<unknown>): void => {
    handedOver++;
    underWay++;
    void promise.finally(() => underWay--);
  };
  contexts.run({ waitUntil }, () => void app(request, response));
});
server.listen(0, "127.0.0.1", () =>
  console.log(`listening on ${(server.address() as AddressInfo).port}`),
);
