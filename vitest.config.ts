import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { resolveOldest } from "./tests/oldest-frameworks/resolve-oldest.ts";

const registerTypeScript = fileURLToPath(
  new URL("scripts/register-typescript.cjs", import.meta.url),
);
// Each resolver adds "import" or "require" itself: named here, either would apply to both (Express's router breaks).
const conditions = ["@peekjs/source", "node"];

/** These start the whole collector, dashboard included. */
const WITH_DASHBOARD = [
  "packages/cli/test/commands/*.test.ts",
  "tests/e2e/**/*.test.ts",
  "examples/*.test.ts",
];

/** Each of these gets a worker to itself. Other files share workers: starting one takes longer than most of them. */
const OWN_WORKER = [
  // What is not imported is not there: product calls, captured details, summaries.
  "packages/core/test/edge/**/*.test.ts",
  "packages/core/test/*.edge.test.ts",
  // The runtime's own Request and Response are the subject: what serves a collector in other tests replaces both.
  "packages/core/test/fetch/**/*.test.ts",
  // Their frameworks replace the global Request and Response.
  "packages/{elysia,fetch,h3,hono}/test/**/*.test.ts",
  // Clients that others wrote go on for a while when they are closed.
  "tests/dialects/*.test.ts",
  "examples/*/test/**/*.test.js",
  // These measure the process that they run in, or look at its end.
  "tests/{durability,typescript}/*.test.ts",
  "benchmarks/test/measure.test.ts",
];

const NOT_HERE = ["**/node_modules/**", "**/*.long.test.ts", "tests/runtimes/**"];

/** These take longest: they come first, so that no core is idle while another ends one. */
const LONG = [
  "tests/e2e/",
  "packages/cli/test/commands/",
  "examples/smoke",
  "benchmarks/test/measure",
  "packages/store/test/kill",
  "packages/store/test/completeness",
  "packages/store/test/erasure/",
  "packages/collector/test/destinations/killed",
  "packages/collector/test/privacy/",
  "tests/documentation/",
  "tests/durability/",
  "tests/dialects/",
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      LONG.some((part) => moduleId.includes(part)) ? 0 : 1;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: "forks",
    // Tests wait for processes, disks and timers a third of the time: one worker more keeps every core busy.
    maxWorkers: availableParallelism() + 1,
    // Workers and child processes inherit these, so that they too run on the sources.
    execArgv: ["--require", registerTypeScript, "--conditions", "@peekjs/source"],
    env: { NODE_ENV: "development" },
    globalSetup: ["tests/support/temporary-folder.ts"],
    setupFiles: ["tests/support/wait-longer.ts"],
    sequence: { sequencer: LongFirst },
    // What apps and clients say of faults that are meant is for who looks into a failure.
    silent: "passed-only",
    slowTestThreshold: 5_000,
    // For what hangs: a machine that is busy with other things makes no test fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "isolated",
          include: OWN_WORKER,
          exclude: NOT_HERE,
        },
      },
      {
        extends: true,
        test: {
          name: "sharing",
          include: [
            "packages/*/test/**/*.test.ts",
            "tests/*/**/*.test.ts",
            "benchmarks/test/**/*.test.ts",
          ],
          exclude: [...NOT_HERE, ...WITH_DASHBOARD, ...OWN_WORKER],
          isolate: false,
        },
      },
      {
        extends: true,
        plugins: [resolveOldest()],
        test: {
          name: "oldest frameworks",
          env: { OLDEST_FRAMEWORKS: "yes" },
          setupFiles: ["tests/oldest-frameworks/skip-cases.ts"],
          include: [
            "packages/{elysia,express,fastify,h3,hapi,hono,koa,nestjs}/test/conformance.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: WITH_DASHBOARD,
          exclude: NOT_HERE,
          globalSetup: [
            "tests/support/temporary-folder.ts",
            "tests/e2e/support/build-dashboard.ts",
          ],
        },
      },
    ],
  },
});
