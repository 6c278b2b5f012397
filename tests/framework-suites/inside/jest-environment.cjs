"use strict";
const { createRequire } = require("node:module");

const Environment = createRequire(`${process.cwd()}/`)("jest-environment-node");

/** Jest loads the modules of a test itself, and no ES modules on request: peek comes from outside. */
module.exports = class extends (Environment.default ?? Environment) {
  constructor(...args) {
    super(...args);
    this.global.peekOfSuite = require(process.env.PEEK_SUITE_MODULE);
  }
};
