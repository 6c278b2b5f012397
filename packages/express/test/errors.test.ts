import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startClient } from "@peekjs/testing/conformance";
import express5, { type ErrorRequestHandler, type RequestHandler } from "express";
import express52 from "express52";
import request from "supertest";
import { expect, test, vi } from "vitest";
import { FRAMEWORKS } from "./frameworks.ts";

const fail: RequestHandler = () => {
  throw new RangeError("no");
};
const answer: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(418).send("mine");
};

test.each(FRAMEWORKS)("%s: errors that the app's own handlers answer", async (_, framework) => {
  const { client, endpoint } = await startClient(createPeek);
  const app = framework();
  app.use(peek(client));
  app.get("/first", fail);
  app.use(answer);
  app.get("/second", fail);
  app.get("/fine", (_request, response) => void response.send("ok"));
  app.use(answer, answer);
  for (const path of ["/first", "/second", "/first", "/fine", "/nope"]) {
    await request(app).get(path);
  }
  await client.shutdown();
  const error = { status: 418, errorType: "RangeError", errorMessage: "no" };
  expect(endpoint.requests).toMatchObject([error, error, error, { status: 200 }, { status: 404 }]);
  expect(endpoint.requests[3]).not.toHaveProperty("errorType");
});

test.each(FRAMEWORKS)("%s: answers that are handed to next are no errors", async (_, framework) => {
  const { client, endpoint } = await startClient(createPeek);
  const app = framework();
  app.use(peek(client));
  app.get("/answer", (_request, _response, next) => next({ status: 200, ok: "logged in" }));
  app.get("/unreadable", (_request, _response, next) => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    next(proxy);
  });
  app.get("/missing", (_request, _response, next) => next({ status: 404 }));
  app.get("/broken", (_request, response, next) => {
    response.write("half");
    next("no more");
  });
  const send: ErrorRequestHandler = (body: { status?: number }, request, response, _next) => {
    if (request.path === "/unreadable") response.send("ok");
    else if (body.status === undefined) response.destroy();
    else response.status(body.status).json(body);
  };
  app.use(send);
  await request(app).get("/answer");
  await request(app).get("/unreadable");
  await request(app).get("/missing");
  await expect(request(app).get("/broken")).rejects.toThrow();
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([
    { path: "/answer", status: 200 },
    { path: "/unreadable", status: 200 },
    { status: 404, errorType: "object" },
    { outcome: "server_abort", errorType: "string" },
  ]);
  expect(endpoint.requests[0]).not.toHaveProperty("errorType");
});

test.each(FRAMEWORKS)(
  "%s: errors that routers and routes answer themselves",
  async (_, framework) => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    const items = framework.Router({ mergeParams: true });
    items.param("item", (_request, _response, next, item) => {
      next(item === "bad" ? new RangeError("no") : undefined);
    });
    items.get("/items/:item", (_request, response) => void response.send("ok"));
    items.get("/fails", fail);
    items.use(answer);
    const tenants = framework.Router();
    tenants.use("/tenants/:tenant", items);
    tenants.use(answer);
    app.use("/api", tenants);
    app.use("/again", tenants);
    app.get("/route", fail, answer);
    app.route("/methods").get(fail, answer).post(fail).all(answer);
    app.get("/fine", (_request, response) => void response.send("ok"));
    const paths = ["/api/tenants/a/items/bad", "/again/tenants/a/fails", "/route", "/methods"];
    for (const path of [...paths, "/api/tenants/a/items/7", "/fine"]) await request(app).get(path);
    await request(app).post("/methods");
    await client.shutdown();
    const error = { status: 418, errorType: "RangeError", errorMessage: "no" };
    expect(endpoint.requests).toMatchObject([
      { route: "/api/tenants/:tenant/items/:item", ...error },
      { route: "/again/tenants/:tenant/fails", ...error },
      { route: "/route", ...error },
      { route: "/methods", ...error },
      { status: 200 },
      { status: 200 },
      { method: "POST", route: "/methods", ...error },
    ]);
    for (const record of endpoint.requests.slice(4, 6))
      expect(record).not.toHaveProperty("errorType");
  },
);

test.each(FRAMEWORKS)(
  "%s: handlers are called once, also when peek() is first called among them",
  async (_, framework) => {
    const { client } = await startClient(createPeek);
    const app = framework();
    let calls = 0;
    let goOn: () => void = () => undefined;
    app.use("/api", peek(client));
    const web = framework.Router();
    web.get("/slow", fail);
    web.use(((error, _request, _response, next) => {
      calls++;
      goOn = () => next(error);
    }) satisfies ErrorRequestHandler);
    web.use(answer);
    app.use("/web", web);
    const slow = request(app)
      .get("/web/slow")
      .then(({ status }) => status);
    await vi.waitFor(() => expect(calls).toBe(1));
    const stacks = [...web.stack];
    await request(app).get("/api/first");
    goOn();
    expect(await slow).toBe(418);
    expect(calls).toBe(1);
    expect(web.stack).toEqual(stacks);
    await client.shutdown();
  },
);

test.each(FRAMEWORKS)(
  "%s: errors that a mounted app's own handler answers, from the first on",
  async (_, framework) => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    const inner = framework();
    inner.get("/fails", fail);
    inner.get("/fine", (_request, response) => void response.send("ok"));
    inner.use(answer);
    app.use("/inner", inner);
    for (const path of ["/inner/fails", "/inner/fine", "/inner/fails"]) {
      await request(app).get(path);
    }
    await client.shutdown();
    const error = {
      route: "/inner/fails",
      status: 418,
      errorType: "RangeError",
      errorMessage: "no",
    };
    expect(endpoint.requests).toMatchObject([error, { status: 200 }, error]);
    expect(endpoint.requests[1]).not.toHaveProperty("errorType");
  },
);

test("errors that a router of another copy of Express answers", async () => {
  const { client, endpoint } = await startClient(createPeek);
  const app = express5();
  app.use(peek(client));
  const foreign = express52.Router();
  foreign.get("/fails", fail);
  foreign.use(answer);
  app.use("/foreign", foreign);
  await request(app).get("/foreign/fails");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ status: 418, errorType: "RangeError" }]);
});

test.each(FRAMEWORKS)("%s: an error out of a mounted middleware", async (_, framework) => {
  const { client, endpoint } = await startClient(createPeek);
  const app = framework();
  app.use(peek(client));
  const zone = framework.Router();
  zone.use(fail);
  zone.get("/x", (_request, response) => void response.send("never"));
  app.use("/zones/:zone", zone);
  app.use(answer);
  await request(app).get("/zones/7/x");
  await client.shutdown();
  expect(endpoint.requests).toMatchObject([{ status: 418, errorType: "RangeError" }]);
  // Older routers have left the mount before anybody is told of the error.
  const tellsWhere = framework === express5;
  expect(endpoint.requests[0]!.route ?? undefined).toBe(tellsWhere ? "/zones/:zone/*" : undefined);
});

test.each(FRAMEWORKS)(
  "%s: a handler of a mounted app whose error is answered outside: its route, with older routers once it has answered",
  async (_, framework) => {
    const { client, endpoint } = await startClient(createPeek);
    const app = framework();
    app.use(peek(client));
    const inner = framework();
    inner.get("/orders/:id", (request, response, next) => {
      if (request.params["id"] === "7") response.send("7");
      else fail(request, response, next);
    });
    app.use("/shop", inner);
    app.use(answer);
    for (const id of [1, 7, 1]) await request(app).get(`/shop/orders/${id}`);
    await client.shutdown();
    const route = "/shop/orders/:id";
    const tellsWhere = framework === express5;
    expect(endpoint.requests.map((record) => [record.status, record.route])).toEqual([
      [418, tellsWhere ? route : undefined],
      [200, route],
      [418, route],
    ]);
  },
);
