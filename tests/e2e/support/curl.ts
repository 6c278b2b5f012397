import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Sends a request with curl and resolves with the status of the answer. */
export async function curl(url: string, ...args: string[]): Promise<number> {
  const { stdout } = await run("curl", [
    "-s",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
    ...args,
    url,
  ]);
  return Number(stdout);
}
