import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const FOLDER = import.meta.dirname;

const { devDependencies } = JSON.parse(readFileSync(join(FOLDER, "package.json"), "utf8")) as {
  devDependencies: Record<string, string>;
};

/** Gives tests of the adapters, and the adapters, the frameworks of this folder's package.json instead of their own. */
export function resolveOldest(): Plugin {
  const names = Object.keys(devDependencies);
  return {
    name: "resolve-oldest",
    enforce: "pre",
    async resolveId(source) {
      const isOldest = names.some((name) => source === name || source.startsWith(`${name}/`));
      if (!isOldest) return undefined;
      const resolved = await this.resolve(source, join(FOLDER, "package.json"), { skipSelf: true });
      return resolved ?? this.error(`${source} is not installed in ${FOLDER}.`);
    },
  };
}
