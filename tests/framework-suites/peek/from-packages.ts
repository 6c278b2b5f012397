import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../../../scripts/build.ts";
import { ROOT } from "../../../scripts/root.ts";
import type { BuildOfPeek } from "./build-of-peek.ts";

/** Of the packages as they are published: built, packed, and installed from the archives. */
export const fromPackages: BuildOfPeek = async (adapter, folder) => {
  build(adapter);
  for (const name of ["@peekjs/protocol", "@peekjs/core", adapter]) {
    const source = join(ROOT, "packages", name.slice("@peekjs/".length));
    execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd: source, stdio: "pipe" });
  }
  const archives = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  writeFileSync(join(folder, "package.json"), "{}");
  // The framework, a peer, is the one under test.
  execFileSync("npm", ["install", "--legacy-peer-deps", "--no-audit", ...archives.map(local)], {
    cwd: folder,
    stdio: "pipe",
  });
  const file = join(folder, "peek.cjs");
  writeFileSync(
    file,
    `module.exports = { ...require("@peekjs/core"), ...require("${adapter}") };\n`,
  );
  return file;
};

function local(archive: string): string {
  return `./${archive}`;
}
