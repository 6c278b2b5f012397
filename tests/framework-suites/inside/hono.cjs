"use strict";
const choose = require("./choose.cjs");

const prepare = choose({
  "no-op": (_peek, _client, app) =>
    // Not `(_context, next) => next()`: what that resolves with Hono takes for an answer.
    app.use("*", async (_context, next) => void (await next())),
  peek: ({ peek }, client, app) => app.use("*", peek(client)),
  "no-op around": (_peek, _client, app) => {
    const { fetch } = app;
    app.fetch = (...args) => fetch(...args);
  },
  "peek around": ({ withPeek }, client, app) => {
    // `app.request` calls `app.fetch`, and what is put in its place calls the app's own.
    const own = Object.create(app, { fetch: { value: app.fetch } });
    app.fetch = withPeek(own, client).fetch;
  },
});

/** Hono, whose apps have a middleware, or a wrapper around `fetch`, from the start. */
module.exports = function inside(Hono) {
  if (prepare === undefined) return Hono;
  return new Proxy(Hono, {
    construct(target, args, newTarget) {
      const app = Reflect.construct(target, args, newTarget);
      prepare(app);
      return app;
    },
  });
};
