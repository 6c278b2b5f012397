import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { PeekOptions } from "@peekjs/core";
import { FROM_SOURCES } from "../../../../tests/support/from-sources.ts";

const APP = fileURLToPath(new URL("app.ts", import.meta.url));

/** How an app ended, and what it printed. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  error: string;
}

/**
 * Runs an app to its end in a process of its own, in which `client`, its `options`, `record()`, `createPeek` and `createMount` are there.
 *
 * @param source what it does: a module
 * @param signal sent to it as soon as it prints "ready"
 */
export async function runApp(
  source: string,
  options: PeekOptions,
  signal?: NodeJS.Signals,
): Promise<Ended> {
  const args = [...FROM_SOURCES, APP, JSON.stringify(options), source];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: "development" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let error = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (signal !== undefined && output.includes("ready")) child.kill(signal);
  });
  const [code, killedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  return { code, signal: killedBy, output, error };
}
