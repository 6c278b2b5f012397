import { createPeek } from "@peekjs/core";
import "@peekjs/core/events";
import { withPeek } from "@peekjs/hono";
import { Hono, type ExecutionContext } from "hono";

const client = createPeek();

// Before any request: neither reported nor harmful.
client.track({ event: "started", userId: "u1" });

const app = withPeek(
  new Hono().get("/:way/:id", (c) => c.text("ok")),
  client,
);

/** A Worker whose handler does with its context what the path says. */
export default {
  async fetch(request: Request, env: unknown, context: ExecutionContext): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const timeout = Number(searchParams.get("timeout"));
    switch (pathname) {
      case "/control/stats":
        return Response.json(client.stats());
      case "/control/flush":
        return Response.json(await client.flush({ timeout }));
      case "/control/shutdown":
        return Response.json(await client.shutdown({ timeout }));
    }
    if (pathname.startsWith("/event/")) {
      client.track({ event: "signed_up", userId: "u1" });
      context.waitUntil(client.flush());
      return new Response("ok");
    }
    if (pathname.startsWith("/passed-on/")) return app.fetch(request, env, context);
    const response = await app.fetch(request, env);
    if (pathname.startsWith("/flushed/")) context.waitUntil(client.flush());
    return response;
  },
};
