import { createPeek } from "@peekjs/core";
import { peek, setConsumer } from "@peekjs/h3";
import {
  createApp,
  createRouter,
  eventHandler,
  send,
  sendWebResponse,
  setResponseHeader,
  setResponseStatus,
  toWebHandler,
  toWebRequest,
  type H3Event,
} from "h3-1";
import { threeChunks } from "./three-chunks.ts";

const client = createPeek();

interface Simulated {
  __unenv__?: { _platform?: object; waitUntil?: unknown; [name: string]: unknown };
}

/** What an app of Nitro 2 is: h3 1 that makes part of each event's context what came below the request. */
const app = createApp({
  onRequest(event) {
    const given = (event.node.req as Simulated).__unenv__;
    event.context = { _platform: given?._platform, ...given?._platform, ...event.context };
    event.context["waitUntil"] ??= given?.waitUntil;
  },
  async onError({ statusCode }, event) {
    if (event.path.startsWith("/outages")) {
      await sendWebResponse(event, new Response("later", { status: 503 }));
    } else if (event.path.startsWith("/failures")) {
      setResponseStatus(event, statusCode);
      await send(event, "failed");
    } else if (event.path.startsWith("/teapots")) {
      setResponseStatus(event, 418);
      await send(event, "tea");
    }
  },
});
peek(client)(app);
peek(client)(app);

const fail = eventHandler(() => {
  throw new TypeError("the handler failed");
});
const router = createRouter()
  .use(
    "/orders/:id",
    eventHandler(({ context }) => ({ id: context.params?.["id"] })),
  )
  .get(
    "/streams/:id",
    eventHandler(() => threeChunks().body),
  )
  .get("/failures/:id", fail)
  .get("/outages", fail)
  .get("/teapots", fail)
  .post(
    "/echo",
    eventHandler(async (event) => {
      const body = await toWebRequest(event).text();
      setResponseHeader(event, "content-length", body.length);
      setConsumer(event, "echo");
      return body;
    }),
  )
  .get(
    "/asks-itself",
    eventHandler(async ({ context }) => {
      const request = new Request("http://app.test/orders/inner", { headers: { "x-api-key": "" } });
      return (await respond(request, context)).text();
    }),
  );
app.use(router);

/** Nitro hands over no context of the event, but one below the request. */
const { handler } = app;
app.handler = Object.assign(
  ((event: H3Event) => {
    (event.node.req as Simulated).__unenv__ = event.context;
    event.context = {};
    return handler(event);
  }) as typeof handler,
  handler,
);
const respond = toWebHandler(app);

interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
}

/** The fetch handler of the whole app; the context is that of Workers. */
export async function fetch(
  request: Request,
  env?: unknown,
  context?: Partial<ExecutionContext>,
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === "/control/flush") {
    return Response.json(await client.flush({ timeout: Number(searchParams.get("timeout")) }));
  }
  if (pathname === "/control/stats") return Response.json(client.stats());
  if (!context?.waitUntil) return respond(request);
  const waitUntil = (work: Promise<unknown>): void => context.waitUntil?.(work);
  return respond(request, { waitUntil, _platform: { cloudflare: { request, env, context } } });
}
