import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../root.ts";

/** What the checks read of a package.json. */
export interface Package {
  name: string;
  /** Absolute. */
  folder: string;
  files: string[];
  exports?: Record<string, unknown>;
}

/** The packages of this repository that are published. */
export function publishedPackages(): Package[] {
  return readdirSync(join(ROOT, "packages"))
    .map((folder) => join(ROOT, "packages", folder))
    .map((folder) => ({ folder, ...readPackageJson(folder) }))
    .filter((candidate) => candidate.private !== true);
}

function readPackageJson(folder: string): Omit<Package, "folder"> & { private?: boolean } {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as never;
}
