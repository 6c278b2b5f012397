import { createPeek } from "@peekjs/core";
import { startRecordingEndpoint } from "@peekjs/testing";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { peek, withPeek } from "../src/index.ts";

test.each(["peek", "withPeek"])(
  "%s: a 404 behind a middleware of some paths has no route",
  async (mount) => {
    await using endpoint = await startRecordingEndpoint();
    const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
    const app = new Hono();
    if (mount === "peek") app.use(peek(client));
    app.use("/api/*", async (_context, next) => next());
    app.use("/guard/*", async (context, next) =>
      context.req.query("no") ? context.text("no", 401) : next(),
    );
    app.get("/api/orders", (context) => context.text("orders"));
    const server = mount === "peek" ? app : withPeek(app, client);
    for (const path of ["/api/orders", "/api/unknown", "/guard/7?no=1"]) {
      await (await server.fetch(new Request(`http://localhost${path}`))).text();
    }
    await client.shutdown();
    expect(endpoint.requests.map(({ status, route }) => [status, route])).toEqual([
      [200, "/api/orders"],
      [404, undefined],
      [401, "/guard/*"],
    ]);
  },
);
