#!/usr/bin/env node
// Written for any Node version, so that an old one gets one clear line instead of a syntax error.
var version = process.versions.node.split(".").map(Number);
var supported =
  (version[0] === 20 && version[1] >= 19) ||
  (version[0] === 22 && version[1] >= 13) ||
  version[0] > 22;
if (supported) {
  void import("../dist/main.js");
} else {
  console.error(
    "PEEK_E_NODE_VERSION Node " + process.versions.node + " found; peek needs ^20.19 or >= 22.13.",
  );
  process.exitCode = 1;
}
