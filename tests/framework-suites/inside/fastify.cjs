"use strict";
const choose = require("./choose.cjs");

const make = choose({
  "no-op": () => [noop],
  peek: ({ peekPlugin }, client) => [peekPlugin, { client }],
});

/** What fastify-plugin does: the hook is for the whole app. */
async function noop(fastify) {
  fastify.addHook("onRequest", (_request, _reply, next) => next());
}
noop[Symbol.for("skip-override")] = true;

/** Fastify, whose apps have a plugin from the start. */
module.exports = function inside(fastify) {
  if (make === undefined) return fastify;
  const proxy = new Proxy(fastify, {
    apply(target, self, args) {
      const app = Reflect.apply(target, self, args);
      app.register(...make());
      return app;
    },
  });
  return Object.assign(proxy, { default: proxy, fastify: proxy });
};
