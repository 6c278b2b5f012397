import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

export interface Size {
  imports: string;
  runtime: "Node" | "edge";
  /** Bytes, minified. */
  minified: number;
  /** Bytes, minified and compressed with gzip at its best. */
  gzipped: number;
}

interface Imports {
  code: string;
  runtime: Size["runtime"];
}

const create = `import { createPeek } from "@peekjs/core";`;

const ENTRIES: Imports[] = [
  { runtime: "Node", code: `${create} createPeek();` },
  ...(["express", "koa", "hono"] as const).map((name): Imports => ({
    runtime: "Node",
    code: `${create} import { peek } from "@peekjs/${name}"; globalThis.use(peek(createPeek()));`,
  })),
  {
    runtime: "Node",
    code: `${create} import { peekPlugin } from "@peekjs/fastify"; globalThis.use(peekPlugin, createPeek());`,
  },
  { runtime: "edge", code: `${create} createPeek();` },
  {
    runtime: "edge",
    code: `${create} import { peek } from "@peekjs/hono"; export default peek(createPeek());`,
  },
];

/** Weighs what an app that has these imports carries of peek: without the framework, with all else. */
export function measureSizes(): Promise<Size[]> {
  return Promise.all(ENTRIES.map(weigh));
}

async function weigh({ code, runtime }: Imports): Promise<Size> {
  const { outputFiles } = await build({
    stdin: {
      contents: code,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
      loader: "js",
    },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["main"],
    conditions: runtime === "Node" ? ["node", "import"] : ["workerd", "import"],
    external: ["node:*", "express", "fastify", "koa", "@koa/router", "hono", "hono/*"],
    legalComments: "none",
    logLevel: "silent",
  });
  const { contents } = outputFiles[0]!;
  const names = [...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  return {
    imports: names.join(" + "),
    runtime,
    minified: contents.byteLength,
    gzipped: gzipSync(contents, { level: 9 }).byteLength,
  };
}
