import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How long a test waits for what a script brings about: not quite as long as it may take itself. */
export const EVENTUALLY = { timeout: 50_000, interval: 50 };

/** How a script ended, and all that it printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Starts a script on the sources; what it says of troubles is shown. */
export function startScript(file: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [...process.execArgv, file], {
    env: { ...process.env, NODE_ENV: "development", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Runs a program of Node's to its end, as in production. */
export async function runScript(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}
