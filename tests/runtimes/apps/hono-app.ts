import { createPeek } from "@peekjs/core";
import { peek, withPeek, type PeekedApp } from "@peekjs/hono";
import { Hono } from "hono";
import { threeChunks } from "./three-chunks.ts";

/** At module scope, with nothing but the environment, as the documentation shows it. */
const client = createPeek();

/** The routes that every runtime serves: under `/wrapped` behind `withPeek`, else behind the middleware. */
function routes(app: Hono): Hono {
  return app
    .get("/orders/:id", (c) => c.json({ id: c.req.param("id") }))
    .get("/failures/:id", () => {
      throw new TypeError("the handler failed");
    })
    .get("/streams/:id", threeChunks);
}

const wrapped = withPeek(routes(new Hono().basePath("/wrapped")), client);

const control = new Hono()
  .basePath("/control")
  .post("/flush", async (c) =>
    c.json(await client.flush({ timeout: Number(c.req.query("timeout")) })),
  )
  .get("/stats", (c) => c.json(client.stats()));

const app = routes(new Hono().use(peek(client)));

/** The fetch handler of the whole app. */
export const fetch: PeekedApp["fetch"] = (request, env, context) => {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/control")) return control.fetch(request, env, context);
  return (pathname.startsWith("/wrapped") ? wrapped : app).fetch(request, env, context);
};
