import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

const RESOLVING = Symbol("resolving");
/** All but `./x.ts`, which is part of the bundle without asking. */
const NO_RELATIVE_SOURCE = /^[^.]|[^s]$|[^t]s$|[^.]ts$/;

/** An esbuild plugin: sources become part of the bundle; everything else is imported from where it is installed. */
export function bundleSources() {
  return {
    name: "bundle-sources",
    setup(build) {
      const resolve = async (path, from) => {
        const found = await build.resolve(path, { ...from, pluginData: RESOLVING });
        const missing = found.errors.length > 0 && !path.startsWith(".");
        if (found.external || missing) return { path, external: true };
        if (found.errors.length > 0 || isPart(found.path)) return found;
        const isRequired = from.kind === "require-call";
        return { path: isRequired ? found.path : pathToFileURL(found.path).href, external: true };
      };
      const resolved = new Map();
      build.onResolve({ filter: NO_RELATIVE_SOURCE }, ({ path, pluginData, ...from }) => {
        if (pluginData === RESOLVING || from.kind === "entry-point") return undefined;
        if (path.startsWith("node:")) return { path, external: true };
        const key = [from.resolveDir, from.kind, path].join("\0");
        if (!resolved.has(key)) resolved.set(key, resolve(path, from));
        return resolved.get(key);
      });
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
        contents: withItsOwnAddress(path, await readFile(path, "utf8")),
        loader: "ts",
      }));
    },
  };
}

/** Sources, and what DuckDB's package has in more than a hundred files: each thread that opens a store would read them. */
function isPart(path) {
  return /\.(ts|json)$/.test(path) || /[/\\]@duckdb[/\\]node-api[/\\]/.test(path);
}

/** In the bundle too, `import.meta` says where the source is. */
function withItsOwnAddress(path, source) {
  if (!source.includes("import.meta")) return source;
  const address = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path };
  return `const importMeta = { ...import.meta, ...${JSON.stringify(address)} }; ${source.replaceAll("import.meta", "importMeta")}`;
}
