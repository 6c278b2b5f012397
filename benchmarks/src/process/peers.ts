import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ScriptError } from "../../../scripts/script-error.ts";

/** Outside the workspace, so that its installation stays small: other products, and Node in two versions. */
const PEERS = fileURLToPath(new URL("../../peers", import.meta.url));

/** A Node to measure on. */
export interface NodeRuntime {
  /** Without the v: `24.21.0`. */
  version: string;
  path: string;
}

/** The Node that runs the benchmarks. */
export const ownRuntime: NodeRuntime = { version: process.versions.node, path: process.execPath };

/**
 * Installs the pinned versions, unless they are there.
 *
 * @throws ScriptError `PEEK_E_INSTALL`
 */
export function installPeers(): void {
  if (read("node_modules/.pnpm/lock.yaml") === read("pnpm-lock.yaml")) return;
  console.error("Installing the other products, Node 20 and Node 24 …");
  const { status } = spawnSync("pnpm", ["install", "--frozen-lockfile"], {
    cwd: PEERS,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    throw new ScriptError("PEEK_E_INSTALL", "The peers could not be installed: see above.");
  }
}

/** The versions of Node that {@link installPeers} installed. */
export function peerRuntimes(): NodeRuntime[] {
  return ["node20", "node24"].map((name) => ({
    version: versionOf(join(PEERS, "node_modules", name)),
    path: join(PEERS, "node_modules", name, "bin", "node"),
  }));
}

/** Versions of packages as they are installed, here or among the peers. */
export function installedVersions(names: readonly string[]): Record<string, string> {
  const here = fileURLToPath(new URL("../..", import.meta.url));
  const folders = (name: string): string[] =>
    [here, PEERS].map((folder) => join(folder, "node_modules", name));
  const installed = names.flatMap((name) => {
    const folder = folders(name).find((candidate) => existsSync(candidate));
    return folder === undefined ? [] : [[name, versionOf(folder)] as const];
  });
  return Object.fromEntries(installed);
}

function versionOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function read(name: string): string | undefined {
  const path = join(PEERS, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
