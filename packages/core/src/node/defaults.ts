import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PeekError } from "@peekjs/protocol";
import type { Environment } from "../options/environment.ts";
import type { PlatformDefaults } from "../options/resolve.ts";

/** Of the collector that `npx peekjs` starts on this machine. */
const DEVELOPMENT_PORT = 7335;

/** A program that starts apps, such as pm2 or a test runner: the app is where it was called. */
const OF_A_PACKAGE = /[\\/]node_modules[\\/]/;

/** `process.env`, with the key read from the file that `PEEK_API_KEY_FILE` names. */
export function readProcessEnvironment(): Environment {
  const { env } = process;
  const file = env["PEEK_API_KEY_FILE"];
  if (file === undefined || env["PEEK_API_KEY"] !== undefined) return env;
  try {
    return { ...env, PEEK_API_KEY: readFileSync(file, "utf8").trim() };
  } catch (error) {
    const message = `PEEK_API_KEY_FILE names ${file}, which cannot be read (${String(error)}).`;
    throw new PeekError("PEEK_E_OPTION", message, { cause: error });
  }
}

/** What the folders around the app say: the nearest package's name, and the port of a collector run for development. */
export function readDefaults(): PlatformDefaults {
  const main = process.argv[1];
  const isApp = main !== undefined && !OF_A_PACKAGE.test(main);
  const folder = isApp ? dirname(main) : workingFolder();
  const name = nearest(folder, "package.json", (content) => content["name"]);
  const port = nearest(workingFolder(), join(".peek", "run.json"), (content) => content["port"]);
  return {
    service: typeof name === "string" && name !== "" ? name.slice(0, 128) : "app",
    developmentEndpoint: developmentEndpoint(port),
  };
}

/** Where a client reports during development. */
export function developmentEndpoint(port?: unknown): string {
  return `http://localhost:${Number(port ?? DEVELOPMENT_PORT)}`;
}

/** Undefined where it was removed, as a release's folder by the next. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Asks the file of that name in a folder, its parent and so on, until one has an answer. */
function nearest(
  folder: string | undefined,
  file: string,
  ask: (content: Record<string, unknown>) => unknown,
): unknown {
  if (folder === undefined) return undefined;
  for (let current = folder; ; current = dirname(current)) {
    try {
      const answer = ask(JSON.parse(readFileSync(join(current, file), "utf8")) as never);
      if (answer !== undefined) return answer;
    } catch {
      // Not here, or not readable: the parent may have one.
    }
    if (dirname(current) === current) return undefined;
  }
}
