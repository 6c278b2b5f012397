import { createPeek } from "@peekjs/core";
import "@peekjs/core/details";
import { withPeek } from "@peekjs/fetch";

/** What was read of the last upload, after it was answered. */
let readLate: Promise<string> | undefined;

/** Each answer of the app by itself, with peek, and with peek where bodies are captured: `/peek/text`. */
const answers: Record<string, (request: Request) => Response | Promise<Response>> = {
  text: () => new Response("hello"),
  image: () =>
    new Response(new Uint8Array(3_000), {
      headers: { "content-type": "image/png", "content-length": "3000" },
    }),
  typed: () => new Response(new Blob(["a,b"], { type: "text/csv" })),
  async accepted(request) {
    // By then the upload has arrived, which Bun keeps.
    await new Promise((resolve) => setTimeout(resolve, 50));
    readLate = new Promise((resolve) => setTimeout(resolve, 10)).then(() => request.text());
    readLate.catch(() => undefined);
    return new Response("accepted", { status: 202 });
  },
  "read-late": async () => new Response(await readLate?.catch(String)),
  "looked-at"() {
    const response = new Response("hello");
    return response.body?.locked === false ? response : new Response("locked");
  },
  refused: () => new Response("Upgrade failed", { status: 400 }),
  "handshake-page": () => new Response("hi"),
  // Bun alone makes one with a body, and sends none.
  reset: () => new Response("page", { status: 205 }),
  "handshake-empty": () => new Response(null),
  proxied: (request) => fetch(request.headers.get("x-upstream")!),
  copied: async (request) => {
    const upstream = await fetch(request.headers.get("x-upstream")!);
    return new Response(upstream.body, upstream);
  },
};

const answer = (request: Request, _server: unknown): Response | Promise<Response> =>
  answers[new URL(request.url).pathname.split("/")[2]!]!(request);

const client = createPeek();
const handlers: Record<string, typeof answer> = {
  bare: answer,
  peek: withPeek(answer, client),
  capture: withPeek(answer, client, { captureBody: true }),
  query: withPeek(answer, client, { captureQuery: true }),
};

/** The fetch handler of the whole app. */
export function fetchTransparently(
  request: Request,
  server: unknown,
): Response | Promise<Response> {
  return handlers[new URL(request.url).pathname.split("/")[1]!]!(request, server);
}
