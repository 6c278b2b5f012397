import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { appFile } from "./binaries.ts";

/**
 * Bundles an app as an edge platform does; returns the file.
 *
 * @param stage what stands in place of `process.env.NODE_ENV`; default: nothing
 */
export async function bundle(
  app: string,
  condition: "workerd" | "edge-light",
  format: "esm" | "iife",
  stage?: string,
): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), "peek-runtime-")), "app.js");
  await build({
    entryPoints: [appFile(app)],
    outfile,
    bundle: true,
    format,
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    define: stage === undefined ? {} : { "process.env.NODE_ENV": JSON.stringify(stage) },
    conditions: ["@peekjs/source", condition, "import"],
    logLevel: "warning",
  });
  return outfile;
}
