// @ts-check
import { setRoute, withPeek } from "@peekjs/fetch";

const ROUTE = /^\/quotes\/(?<symbol>[A-Z]{1,5})(?<history>\/history)?$/;

/** @type {(request: Request) => Promise<Response>} */
async function answer(request) {
  const { symbol, history } = ROUTE.exec(new URL(request.url).pathname)?.groups ?? {};
  if (symbol === undefined) return Response.json({ error: "no such page" }, { status: 404 });
  setRoute(request, history === undefined ? "/quotes/:symbol" : "/quotes/:symbol/history");
  return history === undefined
    ? Response.json({ symbol, price: priceOf(symbol, 0) })
    : stream(symbol);
}

/** @type {(symbol: string) => Response} */
function stream(symbol) {
  let day = 0;
  const body = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(`${JSON.stringify(priceOf(symbol, day))}\n`));
      if (++day === 30) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
}

/** @type {(symbol: string, day: number) => number} */
function priceOf(symbol, day) {
  return 100 + ((symbol.charCodeAt(0) * 7 + day * 3) % 50);
}

// What Workers and Bun take as it is; `Deno.serve(handler.fetch)`.
export default { fetch: withPeek(answer) };
