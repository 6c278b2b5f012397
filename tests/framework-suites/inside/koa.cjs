"use strict";
const choose = require("./choose.cjs");

const make = choose({
  "no-op": () => (_context, next) => next(),
  peek: ({ peek }, client) => peek(client),
});

/** Koa, whose apps have a middleware from the start. */
module.exports = function inside(Koa) {
  if (make === undefined) return Koa;
  const proxy = new Proxy(Koa, {
    construct(target, args, newTarget) {
      const app = Reflect.construct(target, args, newTarget);
      app.use(make());
      return app;
    },
  });
  return Object.defineProperty(proxy, "default", { value: proxy, configurable: true });
};
