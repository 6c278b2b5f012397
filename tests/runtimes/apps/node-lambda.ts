import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
import { Hono } from "hono";

// Answers invocations one by one as Lambda's runtime does; what freezes the process in between is its parent.
const client = createPeek();
const app = new Hono().use(peek(client)).get("/:way/:id", (c) => c.text("ok"));

async function invoke(path: string): Promise<unknown> {
  const response = await app.request(path);
  await response.text();
  return path.startsWith("/flushed/") ? client.flush({ timeout: 300 }) : null;
}

const server = createServer((request, response) => {
  invoke(request.url!).then((result) => response.end(JSON.stringify(result)), console.error);
});
server.listen(0, "127.0.0.1", () =>
  console.log(`listening on ${(server.address() as AddressInfo).port}`),
);
