import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished } from "vitest";
import { items } from "./calls.ts";
import {
  complete,
  type ClientSettings,
  type ReportingClient,
  type ReportingClientFactory,
} from "./reporting-client.ts";
import { KEY } from "./running-collector.ts";

/**
 * Clients that are not on npm run where they are found: those for Node in the folder that this variable names, which
 * holds checkouts of `b9llach/serla-dev`, `peekapi-dev/sdk-node` and `Pradeeparul2/unisights`, those for Python where
 * `python3` can import them.
 */
const CHECKOUTS = process.env["PEEK_CLIENT_CHECKOUTS"] ?? "";

/** A file of a checkout, or what its own build made of it; undefined where it is not on this computer. */
export function built(path: string): URL | undefined {
  const file = join(CHECKOUTS, path);
  return CHECKOUTS !== "" && existsSync(file) ? pathToFileURL(file) : undefined;
}

/** What loads a module of a checkout; undefined where it is not on this computer. */
export function loadFrom(path: string): (() => Promise<unknown>) | undefined {
  const file = built(path);
  return file && (() => import(file.href));
}

/** Whether a client for Python is installed, or on `PYTHONPATH`. */
export function canImport(module: string): boolean {
  const { status } = spawnSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
  return status === 0;
}

/** Runs one of the programs beside the tests to its end, and gives what it has printed. */
export async function runPython(program: string, env: object, input = ""): Promise<string> {
  const child = startPython(program, env);
  child.stdin.end(input);
  const printed: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => printed.push(bytes));
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(0);
  return Buffer.concat(printed).toString();
}

function startPython(
  program: string,
  settings: object,
): ChildProcessByStdio<Writable, Readable, null> {
  const path = fileURLToPath(new URL(`../python/${program}.py`, import.meta.url));
  const env = { ...process.env, ...settings };
  const child = spawn("python3", ["-u", path], { env, stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill());
  return child;
}

/** A client for Python. */
function python(
  name: string,
  module: string,
  kind: ReportingClientFactory["kind"],
  program = `${module}_client`,
) {
  const create: ReportingClientFactory["create"] = async (url, settings) => {
    const { batchSize, folder } = complete(settings);
    const env = { KEY, URL: url, FOLDER: folder, BATCH_SIZE: `${batchSize}`, MODULE: module };
    const child = startPython(program, env);
    // It says so when it has read its file.
    await once(child.stdout, "data");
    return {
      report: (first, last) => void child.stdin.write(`${first} ${last}\n`),
      close: () => {
        child.stdin.end();
        return once(child, "exit");
      },
    };
  };
  return { name, kind, isHere: canImport(module), create };
}

/** A client of which a module is in a checkout. */
function checkedOut(
  name: string,
  path: string,
  kind: ReportingClientFactory["kind"],
  connect: (
    module: Record<string, new (options: object) => never>,
    url: string,
    settings: Required<ClientSettings>,
  ) => ReportingClient,
): ReportingClientFactory {
  const load = loadFrom(path);
  const create: ReportingClientFactory["create"] = async (url, settings) =>
    connect((await load!()) as never, url, complete(settings));
  return { name, kind, isHere: load !== undefined, create };
}

/** What both vendors' clients for Node have. */
interface NodeClient {
  track: (event: object) => void;
  shutdown: () => Promise<void>;
}

const serlaNode = checkedOut(
  "Serla's client for Node",
  "serla-dev/packages/serla-node/src/index.ts",
  "events",
  (module, url, { batchSize }) => {
    const options = { apiKey: KEY, host: url, batchSize, flushIntervalMs: 200 };
    const client: NodeClient = new module["Serla"]!(options);
    return {
      report: (first, last) => {
        for (const name of items(first, last)) client.track({ name, distinctId: "u1" });
      },
      close: () => client.shutdown(),
    };
  },
);

const peekApiNode = checkedOut(
  "PeekAPI's client for Node",
  "sdk-node/src/client.ts",
  "requests",
  (module, url, { batchSize, folder }) => {
    const client: NodeClient = new module["PeekApiClient"]!({
      apiKey: KEY,
      endpoint: `${url}/v1/events`,
      batchSize,
      flushInterval: 200,
      storagePath: join(folder, "events.jsonl"),
    });
    const request = { method: "GET", status_code: 200, response_time_ms: 1.5, response_size: 3 };
    return {
      report: (first, last) => {
        const now = Date.now();
        for (const [index, name] of items(first, last).entries()) {
          const timestamp = new Date(now - last + first + index).toISOString();
          client.track({ ...request, path: `/${name}`, timestamp });
        }
      },
      close: () => client.shutdown(),
    };
  },
);

export const SOURCE_CLIENTS: readonly ReportingClientFactory[] = [
  serlaNode,
  peekApiNode,
  python("Serla's client for Python", "serla", "events"),
  python("PeekAPI's client for Python", "peekapi", "requests"),
  python("Segment's client for Python", "segment.analytics", "events", "analytics_client"),
  python("RudderStack's client for Python", "rudderstack.analytics", "events", "analytics_client"),
  python("PostHog's client for Python", "posthog", "events"),
];
