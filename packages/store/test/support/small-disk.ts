import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const MOUNT = 'size=$1 && shift && mount -t tmpfs -o size=$size tmpfs "$0" && exec "$@"';

/** A small disk of our own needs a mount namespace, which not every machine gives. */
export const canMount =
  spawnSync("unshare", ["-rm", "sh", "-c", MOUNT, "/tmp", "8m", "true"]).status === 0;

/**
 * Runs a program of ours with a small disk mounted at `directory`, and reads what it prints.
 *
 * @param size as `mount` takes it, e.g. `8m`
 * @param program with what Node is given before it
 */
export async function runOnSmallDisk(
  directory: string,
  size: string,
  program: readonly string[],
  env: Record<string, string> = {},
): Promise<unknown> {
  const node = [process.execPath, ...process.execArgv, ...program];
  const { stdout } = await promisify(execFile)(
    "unshare",
    ["-rm", "sh", "-c", MOUNT, directory, size, ...node],
    { env: { ...process.env, ...env } },
  );
  return JSON.parse(stdout);
}
