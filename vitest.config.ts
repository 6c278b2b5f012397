import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

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

/** Of these, one worker runs file after file: starting one takes longer than most of them, and nothing outlasts a test. */
const SHARING_WORKERS = [
  "packages/{protocol,dashboard,destinations,collector,store,testing}/test/**/*.test.ts",
  "packages/{express,fastify,koa,hapi,nestjs,node}/test/**/*.test.ts",
  "packages/cli/test/{destinations,keys,output,project}/*.test.ts",
  "packages/core/test/{consumer,delivery,destinations,details,input,intake,node,node-http,options,privacy}/**/*.test.ts",
];

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
    // By default one core is left idle: with two, the files would run one after the other.
    maxWorkers: 2,
    // Workers and child processes inherit these, so that they too run on the sources.
    execArgv: ["--require", registerTypeScript, "--conditions", "@peekjs/source"],
    env: { NODE_ENV: "development" },
    globalSetup: ["tests/support/temporary-folder.ts"],
    sequence: { sequencer: LongFirst },
    // For what hangs: a machine that is busy with other things makes no test fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "packages",
          include: [
            "packages/*/test/**/*.test.ts",
            "tests/*/**/*.test.ts",
            "examples/*/test/**/*.test.js",
            "benchmarks/test/**/*.test.ts",
          ],
          exclude: [
            "**/node_modules/**",
            "**/*.long.test.ts",
            "tests/runtimes/**",
            ...WITH_DASHBOARD,
            ...SHARING_WORKERS,
          ],
        },
      },
      {
        extends: true,
        test: {
          name: "sharing",
          include: SHARING_WORKERS,
          exclude: ["**/node_modules/**", "**/*.long.test.ts"],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: WITH_DASHBOARD,
          exclude: ["**/node_modules/**"],
          globalSetup: [
            "tests/support/temporary-folder.ts",
            "tests/e2e/support/build-dashboard.ts",
          ],
        },
      },
    ],
  },
});
