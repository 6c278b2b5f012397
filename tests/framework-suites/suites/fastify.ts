import { runFileByFile } from "../run/file-by-file.ts";
import type { Suite } from "./suite.ts";

/** Fastify 4 (tap) and 5 (Node's own runner). */
export const fastify: Suite = {
  framework: "fastify",
  comparisons: [{ subject: "peek", control: "no-op" }],
  entry: "fastify.js",
  replaceExports: (inside) => `module.exports = require(${inside})(module.exports);`,
  run: (run) => runFileByFile(run, "test", ["--allow-natives-syntax"]),
};
