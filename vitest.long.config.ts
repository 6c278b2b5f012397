import { mergeConfig } from "vitest/config";
import shared from "./vitest.config.ts";

/** Full sweeps, kills and fuzzing: apart from the other tests, for they take minutes. */
const { projects: _, ...test } = shared.test!;

export default mergeConfig(
  { ...shared, test },
  {
    test: {
      include: [
        "packages/*/test/**/*.long.test.ts",
        "tests/*/**/*.long.test.ts",
        "examples/*/test/*.long.test.ts",
      ],
      // Some start the whole collector, dashboard included.
      globalSetup: ["tests/e2e/support/build-dashboard.ts"],
      testTimeout: 300_000,
      // They tell what they measured.
      silent: false,
    },
  },
);
