import { Readable } from "node:stream";
import { createPeek, type Peek } from "@peekjs/core";
import { peekPlugin } from "@peekjs/fastify";
import type { RecordingEndpoint } from "@peekjs/testing";
import { startClient } from "@peekjs/testing/conformance";
import { fastify as fastify5, type FastifyInstance } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { beforeEach, describe, expect, test } from "vitest";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  ({ client, endpoint } = await startClient(createPeek));
});

const FRAMEWORKS = [
  ["fastify 5", fastify5],
  ["fastify 4", fastify4 as unknown as typeof fastify5],
] as const;

const HOOKS = ["onRequest", "preParsing", "preValidation", "preHandler", "onSend"] as const;

const fail = async (): Promise<never> => {
  throw new RangeError("no");
};

describe.each(FRAMEWORKS)("%s", (_, fastify) => {
  function routes(app: FastifyInstance): FastifyInstance {
    app.get("/rejects", fail);
    app.get("/throws", () => {
      throw new RangeError("no");
    });
    app.get("/sends", (_request, reply) => reply.send(new RangeError("no")));
    app.get("/breaks", (_request, reply) =>
      reply.send(
        new Readable({
          read() {
            this.destroy(new RangeError("no"));
          },
        }),
      ),
    );
    for (const hook of HOOKS) app.get(`/${hook}`, { [hook]: fail }, async () => "never");
    return app;
  }
  const PATHS = ["/rejects", "/throws", "/sends", "/breaks", ...HOOKS.map((hook) => `/${hook}`)];

  // First: a subscriber on a channel of Fastify is one for all apps of the process.
  test("an error handler sees and sends the status that it does without peek", async () => {
    const answers: unknown[] = [];
    for (const observed of [false, true]) {
      const app = fastify();
      if (observed) await app.register(peekPlugin, { client });
      app.setErrorHandler((_error, _request, reply) => reply.send(`was ${reply.statusCode}`));
      routes(app);
      const replies: unknown[] = [];
      for (const path of PATHS) {
        const { statusCode, headers, body } = await app.inject(path);
        replies.push([path, statusCode, { ...headers, date: "" }, body]);
      }
      answers.push(replies);
    }
    expect(answers[1]).toEqual(answers[0]);
  });

  test("errors of handlers, hooks and streams, whoever answers them", async () => {
    const app = fastify();
    await app.register(peekPlugin, { client });
    routes(app);
    await app.register(
      async (own) => {
        own.setErrorHandler((_error, _request, reply) => reply.code(418).send("mine"));
        routes(own);
      },
      { prefix: "/own" },
    );
    for (const path of PATHS) await app.inject(path);
    for (const path of PATHS) await app.inject(`/own${path}`);
    await client.shutdown();
    const error = { errorType: "RangeError", errorMessage: "no" };
    expect(endpoint.requests).toMatchObject([
      ...PATHS.map((route) => ({ route, status: 500, ...error })),
      ...PATHS.map((path) => ({ route: `/own${path}`, ...error })),
    ]);
  });

  test("a stream that fails once the head has left is broken off, with an error that nobody tells of", async () => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(peekPlugin, { client });
    app.get("/breaks-late", (_request, reply) => {
      const chunks = (function* () {
        yield "one";
        throw new RangeError("no");
      })();
      return reply.send(Readable.from(chunks));
    });
    const origin = await app.listen({ host: "127.0.0.1", port: 0 });
    await expect(fetch(`${origin}/breaks-late`).then((reply) => reply.text())).rejects.toThrow();
    await app.close();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ status: 200, outcome: "server_abort" }]);
    expect(endpoint.requests[0]).not.toHaveProperty("errorType");
  });

  test("bodies that Fastify refuses", async () => {
    const app = fastify();
    await app.register(peekPlugin, { client });
    const schema = { body: { type: "object", required: ["id"] } };
    app.post("/", { schema, bodyLimit: 20 }, async () => "never");
    const headers = { "content-type": "application/json" };
    for (const payload of ["{}", "{", " ".repeat(21)]) {
      await app.inject({ method: "POST", url: "/", headers, payload });
    }
    await client.shutdown();
    expect(endpoint.requests.map(({ status, errorType }) => [status, errorType])).toEqual([
      [400, "Error"],
      [400, expect.stringMatching(/Error$/)],
      [413, expect.stringMatching(/Error$/)],
    ]);
  });
});
