// What Node asks when it loads a module that is no program. Runs on a thread of its own.
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "./build.mjs";
import { bundle } from "./bundle.mjs";
import { cached, isCached } from "./cache.mjs";

let execArgv = [];

export function initialize(args) {
  execArgv = args;
}

/**
 * What a bundled program imports by a name it makes up becomes a bundle as well, which is JavaScript whatever Node takes
 * the source for.
 */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  if (!isCached(context.parentURL) || !isSource(resolved.url)) return resolved;
  const { file } = await bundle(fileURLToPath(resolved.url), execArgv);
  return { ...resolved, format: "module", url: pathToFileURL(file).href };
}

/** Other sources are translated one by one. */
export async function load(url, context, nextLoad) {
  if (!isSource(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const { code } = await cached([path, process.version], () =>
    build(path, { outfile: `${path}.mjs` }),
  );
  return { format: "module", source: code, shortCircuit: true };
}

function isSource(url) {
  return url.startsWith("file:") && url.endsWith(".ts");
}
