import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { ROOT } from "./root.ts";
import { ScriptError } from "./script-error.ts";

/**
 * Builds packages and what they depend on, unless they are built already.
 *
 * @throws ScriptError `PEEK_E_PERMISSION` or `PEEK_E_BUILD`.
 */
export function build(...filters: string[]): void {
  try {
    accessSync(ROOT, constants.W_OK);
  } catch {
    throw new ScriptError(
      "PEEK_E_PERMISSION",
      `No write permission in ${ROOT}. Clone peek into a folder of yours.`,
    );
  }
  const args = [
    "run",
    "build",
    "--output-logs=errors-only",
    ...filters.map((name) => `--filter=${name}`),
  ];
  const { status, stdout, stderr, error } = spawnSync("turbo", args, {
    cwd: ROOT,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.error(error?.message ?? `${stdout}${stderr}`);
  throw new ScriptError("PEEK_E_BUILD", "The build failed: see above.");
}
