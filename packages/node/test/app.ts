import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { setConsumer, setError, setRoute } from "@peekjs/node";
import {
  answerRaw,
  brokenBody,
  compressedBody,
  endlessBody,
  FIRST_EVENT,
  streamedBody,
  type Surroundings,
} from "@peekjs/testing/conformance";

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Record<string, string>,
) => unknown;

const json: Handler = (_, response, parameters) =>
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(parameters));

const ROUTES: Record<string, Handler> = {
  "GET /ok": (_, response) => response.end("ok"),
  "POST /echo": (request, response) => request.pipe(response),
  "GET /users/:id": json,
  "GET /tenants/:tenant/orders/:order": json,
  "GET /files/*": (_, response) => response.end("file"),
  "GET /guarded/:zone/*": (_, response) => response.writeHead(401).end("no"),
  "GET /throws-sync": () => {
    throw new TypeError("sync failure");
  },
  "GET /rejects": () => Promise.reject(new RangeError("async failure")),
  "GET /no-content": (_, response) => response.writeHead(204).end(),
  "GET /not-modified": (_, response) => response.writeHead(304).end(),
  "GET /redirect": (_, response) => response.writeHead(302, { location: "/ok" }).end(),
  "GET /stream": (_, response) => streamedBody().pipe(response),
  "GET /broken-stream": (_, response) => pipeline(brokenBody(), response, () => undefined),
  "GET /endless": (_, response) => endlessBody().pipe(response),
  "GET /sse": (_, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).write(FIRST_EVENT),
  "GET /slow": () => undefined,
  "GET /me": (request, response) => {
    setConsumer(request, { id: "user-7", name: "Seven", group: "team" });
    response.end("ok");
  },
  "GET /nobody": (request, response) => {
    setConsumer(request, null);
    response.end("ok");
  },
  "GET /members/:id": async (request, response) => {
    await Promise.resolve();
    setConsumer(request, "member");
    response.end("ok");
  },
  "POST /validated": (request, response) =>
    request.resume().on("end", () => response.writeHead(400).end("id is missing")),
  "GET /inner/deep/:id": json,
  "GET /compressed": ({ headers }, response) => {
    const { encoding, body } = compressedBody(headers["accept-encoding"]);
    response.writeHead(200, { "content-type": "text/plain", "content-encoding": encoding });
    body.pipe(response);
  },
  "GET /raw/:name": (request, response, { name }) => answerRaw(name!, request, response),
};

const TABLE = Object.entries(ROUTES).map(([route, handler]) => {
  const [method, template] = route.split(" ") as [string, string];
  const source = template.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace("*", ".*");
  return { method, template, pattern: new RegExp(`^${source}$`), handler };
});

/** The template that a request matches: what an app's own router knows. */
export function templateOf(request: IncomingMessage): string | undefined {
  return match(request)?.template;
}

/**
 * The routes that the conformance suite asks for.
 *
 * @param tellsRoute whether the app calls `setRoute`
 */
export function createListener({
  tellsRoute = true,
  surroundings,
}: { tellsRoute?: boolean; surroundings?: Surroundings | undefined } = {}): RequestListener {
  return async (request, response) => {
    try {
      if (surroundings !== undefined && request.url === "/surroundings") {
        response.end(JSON.stringify(surroundings.tell()));
        return;
      }
      const matched = match(request);
      if (matched === undefined) {
        response.writeHead(404).end();
        return;
      }
      if (tellsRoute) setRoute(request, matched.template);
      await matched.handler(request, response, matched.parameters);
    } catch (error) {
      setError(request, error);
      response.writeHead(500).end();
    }
  };
}

function match({ method, url = "" }: IncomingMessage):
  | {
      template: string;
      parameters: Record<string, string>;
      handler: Handler;
    }
  | undefined {
  const path = url.replace(/^http:\/\/[^/]+/, "").replace(/\?.*$/s, "");
  for (const { pattern, method: own, template, handler } of TABLE) {
    const found = own === (method === "HEAD" ? "GET" : method) ? pattern.exec(path) : null;
    if (found !== null) return { template, handler, parameters: { ...found.groups } };
  }
  return undefined;
}
