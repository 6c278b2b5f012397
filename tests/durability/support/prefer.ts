import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const REAL_TIME = ["chrt", "-f", "1"];

/** Starts a process that runs before all others, where this is allowed: what runs beside is not measured. */
export const PREFERRED: readonly string[] =
  spawnSync(REAL_TIME[0]!, [...REAL_TIME.slice(1), "true"]).status === 0 ? REAL_TIME : [];

/** Runs Node with such a preference; resolves with what it printed. */
export async function runPreferred(...args: readonly string[]): Promise<string> {
  const command = [...PREFERRED, process.execPath, ...args];
  const { stdout } = await promisify(execFile)(command[0]!, command.slice(1));
  return stdout;
}
