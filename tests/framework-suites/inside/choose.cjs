"use strict";
// What is registered in an app, and of which build of peek, is told by the environment.

const {
  PEEK_SUITE_MODE: mode,
  PEEK_SUITE_MODULE: file,
  PEEK_SUITE_ENDPOINT: endpoint,
  PEEK_SUITE_OPTIONS: options = "{}",
} = process.env;

let client;

/**
 * What makes the registration of this run, for each app anew; undefined in a bare one.
 *
 * @param {Record<string, (peek: object, client: object, app: unknown) => unknown>} makers by mode
 */
module.exports = function choose(makers) {
  const make = makers[mode];
  if (make === undefined) return undefined;
  // A runner whose tests have a module system of their own loads peek outside of it.
  const peek = globalThis.peekOfSuite ?? require(file);
  return (app) => {
    // One client a process, as in an app.
    client ??= peek.createPeek({ endpoint, disabled: false, ...JSON.parse(options) });
    return make(peek, client, app);
  };
};
