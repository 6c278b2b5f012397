import { Readable } from "node:stream";
import { serve, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { setConsumer, setRoute } from "@peekjs/fetch";
import {
  answerRaw,
  brokenBody,
  compressedBody,
  endlessBody,
  FIRST_EVENT,
  running,
  streamedBody,
  type RunningApp,
} from "@peekjs/testing/conformance";
import type { Server } from "node:http";

export type FetchHandler = (request: Request, env: HttpBindings) => Response | Promise<Response>;

type Handler = (
  request: Request,
  env: HttpBindings,
  parameters: Record<string, string>,
) => Response | Promise<Response>;

const json: Handler = (_request, _env, parameters) => Response.json(parameters);

const ROUTES: Record<string, Handler> = {
  "GET /ok": () => new Response("ok"),
  "POST /echo": async (request) => new Response(await request.arrayBuffer()),
  "GET /users/:id": json,
  "GET /tenants/:tenant/orders/:order": json,
  "GET /files/*": () => new Response("file"),
  "GET /guarded/:zone/*": () => new Response("no", { status: 401 }),
  "GET /throws-sync": () => {
    throw new TypeError("sync failure");
  },
  "GET /rejects": () => Promise.reject(new RangeError("async failure")),
  "GET /no-content": () => new Response(null, { status: 204 }),
  "GET /not-modified": () => new Response(null, { status: 304 }),
  "GET /redirect": () => new Response(null, { status: 302, headers: { location: "/ok" } }),
  "GET /stream": () => new Response(web(streamedBody())),
  "GET /broken-stream": () => new Response(web(brokenBody())),
  "GET /endless": () => new Response(web(endlessBody())),
  "GET /sse": () => {
    const events = new Readable({ read() {} });
    events.push(FIRST_EVENT);
    return new Response(web(events), { headers: { "content-type": "text/event-stream" } });
  },
  "GET /slow": (_, { outgoing }) =>
    new Promise((resolve) => {
      outgoing.once("close", () => resolve(new Response("late")));
    }),
  "GET /me": (request) => {
    setConsumer(request, { id: "user-7", name: "Seven", group: "team" });
    return new Response("ok");
  },
  "GET /nobody": (request) => {
    setConsumer(request, null);
    return new Response("ok");
  },
  "GET /members/:id": async (request) => {
    await Promise.resolve();
    setConsumer(request, "member");
    return new Response("ok");
  },
  "POST /validated": () => new Response("id is missing", { status: 400 }),
  "GET /inner/deep/:id": json,
  "GET /compressed": (request) => {
    const { encoding, body } = compressedBody(request.headers.get("accept-encoding"));
    const headers = { "content-type": "text/plain", "content-encoding": encoding };
    return new Response(web(body), { headers });
  },
  "GET /raw/:name": (_, { incoming, outgoing }, { name }) => {
    answerRaw(name!, incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  },
};

const TABLE = Object.entries(ROUTES).map(([route, handler]) => {
  const [method, template] = route.split(" ") as [string, string];
  const source = template.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace("*", ".*");
  return { method, template, pattern: new RegExp(`^${source}$`), handler };
});

/** The routes that the conformance suite asks for. */
export const handler: FetchHandler = (request, env) => {
  const path = request.url.replace(/^http:\/\/[^/]+/, "").replace(/\?.*$/s, "");
  const method = request.method === "HEAD" ? "GET" : request.method;
  for (const each of TABLE) {
    const found = each.method === method ? each.pattern.exec(path) : null;
    if (found === null) continue;
    setRoute(request, each.template);
    return each.handler(request, env, { ...found.groups });
  }
  return new Response("not found", { status: 404 });
};

/** Serves a handler on Node. */
export function listen(fetch: FetchHandler): Promise<RunningApp> {
  return running(serve({ fetch: fetch as never, port: 0, hostname: "127.0.0.1" }) as Server);
}

function web(body: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(body) as ReadableStream<Uint8Array>;
}
