import { spawn } from "node:child_process";
import type { CommandProcess } from "../command.ts";

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a URL in the browser of this computer; says so on stderr where that fails. */
export function openBrowser(url: string, { stderr }: CommandProcess): void {
  const [command = "xdg-open", ...args] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", () =>
    stderr.write(`PEEK_W_BROWSER No browser could be started. Open ${url}\n`),
  );
  child.unref();
}
