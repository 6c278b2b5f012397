"use strict";
const choose = require("./choose.cjs");

const make = choose({
  "no-op": () => (_request, _response, next) => next(),
  peek: ({ peek }, client) => peek(client),
});

/** Express, whose apps have a middleware from the start. */
module.exports = function inside(express) {
  if (make === undefined) return express;
  return new Proxy(express, {
    apply(target, self, args) {
      const app = Reflect.apply(target, self, args);
      app.use(make());
      return app;
    },
  });
};
