import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const registerTypeScript = fileURLToPath(
  new URL("scripts/register-typescript.mjs", import.meta.url),
);
// Each resolver adds "import" or "require" itself: named here, it would apply to both.
const conditions = ["@peekjs/source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tests/*/**/*.test.ts", "examples/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.long.test.ts"],
    pool: "forks",
    // Workers and child processes inherit these, so that they too run on the sources.
    execArgv: ["--import", registerTypeScript, "--conditions", "@peekjs/source"],
    env: { NODE_ENV: "development" },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
