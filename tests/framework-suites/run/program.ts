import { spawn } from "node:child_process";
import type { SuiteRun } from "./suite-run.ts";

/** How a program ended, and what it printed. */
export interface Ended {
  /** Its exit code, or the signal that killed it: SIGKILL for taking too long. */
  end: number | NodeJS.Signals;
  /** Milliseconds. */
  duration: number;
  stdout: string;
  stderr: string;
}

const TIME_LIMIT = 20 * 60_000;

/** Runs a program with Node in the folder of a suite. */
export function runNode(
  { folder, env }: SuiteRun,
  args: readonly string[],
  timeout: number = TIME_LIMIT,
): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const duration = performance.now() - started;
      resolve({ end: code ?? signal!, duration, stdout, stderr });
    });
  });
}
