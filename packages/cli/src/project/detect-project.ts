import { join } from "node:path";
import { printable } from "../output/printable.ts";
import { ancestors, exists, readJson } from "./files.ts";

/** The frameworks that have an adapter, in the order in which they are looked for. */
export const FRAMEWORKS = ["express", "fastify", "koa", "hono"] as const;

export type Framework = (typeof FRAMEWORKS)[number];
type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** What the files around the working directory tell about an app. */
export interface Project {
  /** The version is the installed one. */
  framework: { name: Framework; version?: string | undefined } | undefined;
  packageManager: PackageManager;
  language: "TypeScript" | "JavaScript";
}

interface PackageJson {
  dependencies: object;
  devDependencies: object;
  packageManager: string;
}

const LOCKFILES: readonly [file: string, packageManager: PackageManager][] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
];

/** Reads the nearest package.json and lockfile; asks no network. */
export function detectProject(directory: string): Project {
  const folders = ancestors(directory);
  const folder = folders.find((candidate) => exists(join(candidate, "package.json")));
  const packageJson = folder === undefined ? undefined : readPackageJson(folder);
  const dependencies = { ...packageJson?.devDependencies, ...packageJson?.dependencies };
  const name = FRAMEWORKS.find((framework) => Object.hasOwn(dependencies, framework));
  return {
    framework: name && { name, version: installedVersion(name, folders) },
    packageManager: detectPackageManager(folders, packageJson),
    language:
      Object.hasOwn(dependencies, "typescript") ||
      (folder !== undefined && exists(join(folder, "tsconfig.json")))
        ? "TypeScript"
        : "JavaScript",
  };
}

function readPackageJson(folder: string): PackageJson {
  const { dependencies, devDependencies, packageManager } =
    readJson(join(folder, "package.json")) ?? {};
  return {
    dependencies: isObject(dependencies) ? dependencies : {},
    devDependencies: isObject(devDependencies) ? devDependencies : {},
    packageManager: typeof packageManager === "string" ? packageManager : "",
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function installedVersion(name: Framework, folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    const found = readJson(join(folder, "node_modules", name, "package.json"));
    if (typeof found?.version === "string") return printable(found.version);
  }
  return undefined;
}

function detectPackageManager(
  folders: readonly string[],
  packageJson: PackageJson | undefined,
): PackageManager {
  for (const folder of folders) {
    const found = LOCKFILES.find(([file]) => exists(join(folder, file)));
    if (found) return found[1];
  }
  const [named] = (packageJson?.packageManager ?? "").split("@");
  return LOCKFILES.find(([, packageManager]) => packageManager === named)?.[1] ?? "npm";
}
