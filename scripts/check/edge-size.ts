import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "../root.ts";

/** Bytes after minifying and gzip: a goal, not a limit yet. */
const GOAL = 6_000;

const APP = `
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
export default peek(createPeek());
`;

/** Weighs what peek adds to an edge app on Hono: core's edge entry and the adapter, without Hono itself. */
export async function weighEdge(): Promise<string> {
  const weight = await weigh();
  return `${weight} bytes, ${weight > GOAL ? "over" : "within"} the goal of ${GOAL}`;
}

async function weigh(): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: APP, resolveDir: join(ROOT, "packages/hono/test"), loader: "js" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: [],
    conditions: ["workerd", "import"],
    external: ["hono", "hono/*"],
    legalComments: "none",
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).byteLength;
}
