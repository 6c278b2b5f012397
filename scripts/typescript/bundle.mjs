import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { bundleSources } from "./bundle-sources.mjs";
import { cached } from "./cache.mjs";

const REQUIRE = `import { createRequire as forBundle } from "node:module"; const require = forBundle(import.meta.url);`;

/** Beside `import` and `require`, which a bundler chooses for each import. */
const NODE_CONDITIONS = ["node", "node-addons", "module-sync"];

/**
 * A program and all the sources it imports as one JavaScript module.
 *
 * @typedef {{ file: string, importsByName: boolean }} Bundled
 *   `importsByName`: whether it imports modules whose names it makes up
 */

/**
 * Bundles a program; at once where that was done before.
 *
 * @param {string} path
 * @param {readonly string[]} execArgv Node's arguments, which tell the conditions of imports
 * @returns {Bundled | Promise<Bundled>}
 */
export function bundle(path, execArgv) {
  const conditions = [...NODE_CONDITIONS, ...conditionsOf(execArgv)];
  const made = cached([path, process.version, ...conditions], (outfile) =>
    build(path, {
      bundle: true,
      plugins: [bundleSources()],
      conditions,
      banner: { js: REQUIRE },
      outfile,
    }),
  );
  return made instanceof Promise ? made.then(describe) : describe(made);
}

function describe({ file, code }) {
  return { file, importsByName: /\bimport\((?!["'`])/.test(code) };
}

/** @returns {string[]} */
function conditionsOf(args) {
  const options = { conditions: { type: "string", short: "C", multiple: true } };
  return parseArgs({ args, options, strict: false }).values.conditions ?? [];
}
