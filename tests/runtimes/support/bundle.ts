import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { appFile } from "./binaries.ts";

/** Bundles an app as an edge platform does; returns the file. */
export async function bundle(
  app: string,
  condition: "workerd" | "edge-light",
  format: "esm" | "iife",
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
    conditions: ["@peekjs/source", condition, "import"],
    logLevel: "warning",
  });
  return outfile;
}
