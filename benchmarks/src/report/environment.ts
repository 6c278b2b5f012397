import { spawnSync } from "node:child_process";
import { cpus, platform, release, totalmem } from "node:os";
import { ROOT } from "../../../scripts/root.ts";

/** Where, when and of what the figures were measured. */
export interface Environment {
  /** Day, UTC. */
  date: string;
  /** Short hash; with a `+` when the working tree differs from it. */
  commit: string;
  command: string;
  cpu: string;
  cores: number;
  /** GiB, rounded. */
  memory: number;
  system: string;
  /** Processes that wanted a core in the minute before: above 0.5, another run would be better. */
  loadBefore: number;
  /** Of the packages that were measured. */
  packages: Record<string, string>;
}

/** @param known what only the run itself knows */
export function readEnvironment(
  known: Pick<Environment, "command" | "loadBefore" | "packages">,
): Environment {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "packages") === "" ? "" : "+"}`,
    cpu: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}`,
    ...known,
  };
}

function git(...args: string[]): string {
  return spawnSync("git", args, { cwd: ROOT, encoding: "utf8" }).stdout.trim();
}
