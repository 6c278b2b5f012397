import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Besides the sources, this decides what comes of them. */
const TRANSLATOR = ["build.mjs", "bundle-sources.mjs", "../../pnpm-lock.yaml"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

/**
 * JavaScript of a TypeScript file, and the files that it was made of.
 *
 * @param {string} path
 * @param {import("esbuild").BuildOptions} options
 * @returns {Promise<{ code: string, inputs: string[] }>}
 */
export async function build(path, options) {
  const esbuild = await import("esbuild");
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [path],
    absWorkingDir: dirname(path),
    platform: "node",
    format: "esm",
    target: `node${process.versions.node}`,
    keepNames: true,
    sourcemap: "inline",
    sourcesContent: false,
    write: false,
    metafile: true,
    logLevel: "silent",
    ...options,
  });
  const sources = Object.keys(metafile.inputs).map((input) => join(dirname(path), input));
  return { code: outputFiles[0].text, inputs: [...sources, ...manifests(sources), ...TRANSLATOR] };
}

/** The files that say what is what in the packages of sources. */
function manifests(sources) {
  const packages = new Set(sources.map((path) => /^.*[/\\](?=(src|test)[/\\])/.exec(path)?.[0]));
  packages.delete(undefined);
  return [...packages].map((folder) => join(folder, "package.json"));
}
