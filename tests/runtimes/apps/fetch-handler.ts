import { createPeek } from "@peekjs/core";
import { setRoute, withPeek } from "@peekjs/fetch";
import { threeChunks } from "./three-chunks.ts";

/** At module scope, with nothing but the environment, as the documentation shows it. */
const client = createPeek();

const ROUTE = /^(?<prefix>\/wrapped)?\/(?<kind>orders|failures|streams)\/(?<id>\w+)$/;

const observed = withPeek((request: Request, ..._rest: unknown[]): Response => {
  const { prefix = "", kind, id } = ROUTE.exec(new URL(request.url).pathname)?.groups ?? {};
  if (kind === undefined) return new Response("no such page", { status: 404 });
  setRoute(request, `${prefix}/${kind}/:id`);
  if (kind === "orders") return Response.json({ id });
  if (kind === "failures") return new Response("failed", { status: 500 });
  return threeChunks();
}, client);

/** The fetch handler of the whole app. */
export async function fetch(request: Request, ...rest: unknown[]): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/control/flush") {
    return Response.json(await client.flush({ timeout: Number(searchParams.get("timeout")) }));
  }
  if (pathname === "/control/stats") return Response.json(client.stats());
  return observed(request, ...rest);
}
