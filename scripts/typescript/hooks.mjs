// What Node asks when it loads a module that is no program. Runs on a thread of its own.
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { cached } from "./cache.mjs";

/** Translates a TypeScript file by itself. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const translated = await cached([path, process.version], () =>
    build(path, { outfile: `${path}.mjs` }),
  );
  return { format: "module", source: translated.code, shortCircuit: true };
}
