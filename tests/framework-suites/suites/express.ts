import { readTap } from "../run/tap.ts";
import { runNode } from "../run/program.ts";
import type { Suite } from "./suite.ts";

/** Express 4 and 5: mocha. */
export const express: Suite = {
  framework: "express",
  comparisons: [{ subject: "peek", control: "no-op" }],
  entry: "lib/express.js",
  replaceExports: (inside) => `module.exports = require(${inside})(module.exports);`,
  async run(run) {
    const mocha = ["node_modules/mocha/bin/_mocha", "--require", "test/support/env"];
    const { stdout } = await runNode(run, [
      ...mocha,
      "--reporter=tap",
      "--check-leaks",
      "test/",
      "test/acceptance/",
    ]);
    return readTap(stdout);
  },
};
