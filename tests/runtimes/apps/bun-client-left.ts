import { createPeek } from "@peekjs/core";
import { withPeek as withPeekFetch } from "@peekjs/fetch";
import { peek, withPeek } from "@peekjs/hono";
import { Hono } from "hono";

declare const Bun: { serve(options: object): { port: number } };

const client = createPeek();

/** Answers a while after its client has left. */
async function answerLate({ signal }: Request): Promise<Response> {
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", resolve);
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  return new Response("nobody reads this");
}

const routes = (app: Hono): Hono => app.get("/late/:id", (c) => answerLate(c.req.raw));

const hang = (): Promise<Response> => new Promise(() => undefined);

const handlers: Record<string, (request: Request) => Response | Promise<Response>> = {
  "/late/middleware": routes(new Hono().use(peek(client))).fetch,
  "/late/hono": withPeek(routes(new Hono()), client).fetch,
  "/late/fetch": withPeekFetch(answerLate, client, { route: "/late/:id" }),
  "/hangs": withPeekFetch(hang, client, { route: "/late/:id" }),
};

const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request: Request) => handlers[new URL(request.url).pathname]!(request),
});
console.log(`listening on ${server.port}`);
