import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleSources } from "./bundle-sources.mjs";
import { cached } from "./cache.mjs";

/** Besides the sources, this decides what comes of them. */
const TRANSLATOR = ["translate.mjs", "bundle-sources.mjs", "../../pnpm-lock.yaml"].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

const REQUIRE = `import { createRequire as forBundle } from "node:module"; const require = forBundle(import.meta.url);`;

/**
 * JavaScript of a TypeScript file.
 *
 * @param {string} path
 * @param {readonly string[] | undefined} conditions with them, the sources that it imports are part of it
 * @returns {Promise<string>}
 */
export function translate(path, conditions) {
  return cached([path, process.version, ...(conditions ?? [])], async () => {
    const { build } = await import("esbuild");
    const { outputFiles, metafile } = await build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      ...(conditions && {
        bundle: true,
        plugins: [bundleSources()],
        conditions,
        banner: { js: REQUIRE },
      }),
      platform: "node",
      format: "esm",
      target: `node${process.versions.node}`,
      keepNames: true,
      sourcemap: "inline",
      sourcesContent: false,
      write: false,
      outfile: `${path}.mjs`,
      metafile: true,
      logLevel: "silent",
    });
    const sources = Object.keys(metafile.inputs).map((input) => join(dirname(path), input));
    return {
      code: outputFiles[0].text,
      inputs: [...sources, ...manifests(sources), ...TRANSLATOR],
    };
  });
}

/** The files that say what is what in the packages of sources. */
function manifests(sources) {
  const packages = new Set(sources.map((path) => /^.*[/\\](?=(src|test)[/\\])/.exec(path)?.[0]));
  packages.delete(undefined);
  return [...packages].map((folder) => join(folder, "package.json"));
}
