import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/elysia";
import { Elysia } from "elysia";
import { threeChunks } from "./three-chunks.ts";

const client = createPeek();

const app = new Elysia()
  .use(peek(client, { ignore: ({ path }: { path: string }) => path.startsWith("/control/") }))
  .get("/orders/:id", ({ params }) => ({ id: params.id }))
  .get("/failures/:id", () => {
    throw new TypeError("the handler failed");
  })
  .get("/streams/:id", threeChunks)
  .ws("/live", {})
  .ws("/refused", { beforeHandle: () => "" })
  .post("/control/flush", ({ query }) => client.flush({ timeout: Number(query["timeout"]) }))
  .get("/control/stats", () => client.stats())
  .listen({ port: 0, hostname: "127.0.0.1" });

console.log(`listening on ${app.server!.port}`);
