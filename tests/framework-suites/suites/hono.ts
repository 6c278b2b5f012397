import { join } from "node:path";
import { readJestReport } from "../run/jest-json.ts";
import { runNode } from "../run/program.ts";
import type { Suite } from "./suite.ts";

/** Hono 4: vitest, what runs on Node. */
export const hono: Suite = {
  framework: "hono",
  comparisons: [
    { subject: "peek", control: "no-op" },
    { subject: "peek around", control: "no-op around" },
  ],
  entry: "src/hono.ts",
  replaceExports: (inside) =>
    `import { createRequire } from 'node:module'\nHono = createRequire(${inside})(${inside})(Hono)`,
  async run(run) {
    const report = join(run.folder, "report.json");
    await runNode(run, [
      "node_modules/vitest/vitest.mjs",
      "--run",
      "--project=main",
      "--project=node",
      "--coverage.enabled=false",
      "--maxWorkers=1",
      "--reporter=json",
      `--outputFile=${report}`,
    ]);
    return readJestReport(report, run.folder);
  },
};
