import { spawn } from "node:child_process";
import { ROOT } from "../root.ts";

/** What a check found wrong: its text is shown below the check's name. */
export class CheckFailure extends Error {
  override readonly name = "CheckFailure";
}

/**
 * Runs a program of node_modules and resolves with what it printed on stdout.
 *
 * @throws CheckFailure with all that it printed, when it does not end with 0.
 */
export function command(program: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let result = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      result += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(result);
      else reject(new CheckFailure(output.trim()));
    });
  });
}
