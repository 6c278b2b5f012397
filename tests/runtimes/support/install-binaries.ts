import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BINARIES } from "./binaries.ts";

/** Installs the pinned runtimes, unless they are there. */
export default function installBinaries(): void {
  if (lockfile("node_modules/.pnpm/lock.yaml") === lockfile("pnpm-lock.yaml")) return;
  console.error("Installing workerd, Deno, Bun, edge-runtime, Node 22, 24 and 26 …");
  const { status } = spawnSync("pnpm", ["install", "--frozen-lockfile"], {
    cwd: BINARIES,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("The runtimes could not be installed: see above.");
}

function lockfile(name: string): string | undefined {
  const path = join(BINARIES, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
