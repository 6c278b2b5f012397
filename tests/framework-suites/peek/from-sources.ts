import { join } from "node:path";
import { build } from "esbuild";
import type { BuildOfPeek } from "./build-of-peek.ts";

/** Of the sources, without building anything. */
export const fromSources: BuildOfPeek = async (adapter, folder) => {
  const outfile = join(folder, "peek.cjs");
  await build({
    stdin: {
      contents: `export { createPeek } from "@peekjs/core"; export * from "${adapter}";`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    conditions: ["@peekjs/source"],
    logLevel: "error",
  });
  return outfile;
};
