import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ROOT } from "../root.ts";
import { CheckFailure } from "./command.ts";

/** Bytes after minifying and gzip that are aimed at with Hono. */
const GOAL = 6_000;

interface App {
  readonly framework: string;
  /** What is called to mount peek, by its name in the adapter. */
  readonly mount: string;
  /** Bytes beyond which it may not grow again. */
  readonly limit: number;
}

const APPS: readonly App[] = [
  { framework: "hono", mount: "peek(createPeek())", limit: 7_900 },
  { framework: "fetch", mount: "withPeek(() => new Response(), createPeek())", limit: 7_950 },
  { framework: "elysia", mount: "peek(createPeek())", limit: 8_060 },
  { framework: "h3", mount: "peek(createPeek())", limit: 9_240 },
];

/** Of core's part for Node's own requests, which is dead weight in isolates. */
const NODE_PART = /node-http/;

/**
 * Weighs what peek adds to apps on the edge: core's edge entry and an adapter, without the framework itself.
 *
 * @throws CheckFailure when one is over its limit, or holds what only servers of Node's need
 */
export async function weighEdge(): Promise<string> {
  const weights: string[] = [];
  for (const app of APPS) {
    const { framework, limit } = app;
    const { bytes, files } = await weigh(app);
    const stray = files.find((file) => NODE_PART.test(file));
    if (stray !== undefined) throw new CheckFailure(`${framework}: ${stray} is in the bundle`);
    if (bytes > limit) {
      throw new CheckFailure(`${framework}: ${bytes} bytes of at most ${limit} after gzip`);
    }
    const goal = framework === "hono" && bytes > GOAL ? `, over the goal of ${GOAL}` : "";
    weights.push(`${framework} ${bytes} bytes of at most ${limit}${goal}`);
  }
  return weights.join("; ");
}

/** What a bundle for Workers weighs, and the files of which something is in it. */
async function weigh({ framework, mount }: App): Promise<{ bytes: number; files: string[] }> {
  const [call] = mount.split("(", 1);
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `
import { createPeek } from "@peekjs/core";
import { ${call} } from "@peekjs/${framework}";
export default ${mount};
`,
      resolveDir: join(ROOT, "packages", framework, "test"),
      loader: "js",
    },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: [],
    conditions: ["workerd", "import"],
    external: [framework, `${framework}/*`],
    legalComments: "none",
    logLevel: "silent",
  });
  const { inputs } = Object.values(metafile.outputs)[0]!;
  const files = Object.keys(inputs).filter((file) => inputs[file]!.bytesInOutput > 0);
  return { bytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).byteLength, files };
}
