import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const conditions = ["@peekjs/source", "node", "import", "default"];

/** Apart from the other tests: the runtimes weigh 900 MB and are installed at the first run. */
export default defineConfig({
  root: at("."),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    execArgv: [
      "--require",
      at("../../scripts/register-typescript.cjs"),
      "--conditions",
      "@peekjs/source",
    ],
    include: ["*.test.ts"],
    globalSetup: ["../support/temporary-folder.ts", "support/install-binaries.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
