import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "../root.ts";
import { CheckFailure } from "./command.ts";

/** Bytes after minifying and gzip that are aimed at. */
const GOAL = 6_000;
/** Bytes beyond which it may not grow again. */
const LIMIT = 7_960;

const APP = `
import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/hono";
export default peek(createPeek());
`;

/**
 * Weighs what peek adds to an edge app on Hono: core's edge entry and the adapter, without Hono itself.
 *
 * @throws CheckFailure when it is over the limit
 */
export async function weighEdge(): Promise<string> {
  const weight = await weigh();
  if (weight > LIMIT) throw new CheckFailure(`${weight} bytes of at most ${LIMIT} after gzip`);
  return `${weight} bytes of at most ${LIMIT}, ${weight > GOAL ? "over" : "within"} the goal of ${GOAL}`;
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
