import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runFileByFile } from "../run/file-by-file.ts";
import { readJestReport } from "../run/jest-json.ts";
import { runNode } from "../run/program.ts";
import type { Suite } from "./suite.ts";

const ENVIRONMENT = fileURLToPath(new URL("../inside/jest-environment.cjs", import.meta.url));

/** Koa 2 (jest) and 3 (Node's own runner). */
export const koa: Suite = {
  framework: "koa",
  comparisons: [{ subject: "peek", control: "no-op" }],
  entry: "lib/application.js",
  replaceExports: (inside) => `module.exports = require(${inside})(module.exports);`,
  async run(run) {
    const jest = "node_modules/jest/bin/jest.js";
    if (!existsSync(join(run.folder, jest))) return runFileByFile(run, "__tests__", []);
    const report = join(run.folder, "report.json");
    await runNode(run, [
      jest,
      "--forceExit",
      "--runInBand",
      `--env=${ENVIRONMENT}`,
      "--json",
      `--outputFile=${report}`,
    ]);
    return readJestReport(report, run.folder);
  },
};
