import type { RequestListener } from "node:http";
import { node } from "@elysiajs/node";
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/elysia";
import { callListenerOverHttp2, startClient } from "@peekjs/testing/conformance";
import { Elysia } from "elysia";
import { expect, test } from "vitest";

/** What @elysiajs/node tells of the server that it has made. */
interface NodeServerInfo {
  raw: { node: { handler: RequestListener } };
  stop(): Promise<void>;
}

test("HTTP/2, which @elysiajs/node speaks over TLS", async () => {
  const { client, endpoint, codes } = await startClient(createPeek);
  const app = new Elysia({ adapter: node() })
    .use(peek(client))
    .get("/users/:id", ({ params }) => params)
    .get("/fails", () => {
      throw new RangeError("no");
    });
  const elysia = await new Promise<NodeServerInfo>((resolve) => {
    app.listen({ port: 0, hostname: "127.0.0.1" }, (info) => resolve(info as NodeServerInfo));
  });
  // Its own handler, on a server that needs no certificate.
  await callListenerOverHttp2(elysia.raw.node.handler, ["/users/7?x=1", "/fails", "/nope"]);
  await elysia.stop();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { route: "/users/:id", path: "/users/7", status: 200, protocol: "2", responseBytes: 10 },
    { route: "/fails", status: 500, protocol: "2", errorType: "RangeError" },
    { path: "/nope", status: 404, protocol: "2" },
  ]);
  expect(endpoint.requests[2]).not.toHaveProperty("route");
  expect(codes).toEqual([]);
});
