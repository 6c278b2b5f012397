import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { items } from "./calls.ts";
import { KEY } from "./running-collector.ts";

/**
 * Clients that are not on npm run where they are found: those for Node in the folder that this variable names, which
 * holds checkouts of `b9llach/serla-dev`, `peekapi-dev/sdk-node` and `Pradeeparul2/unisights`, those for Python where
 * `python3` can import them.
 */
export const CHECKOUTS = process.env["PEEK_CLIENT_CHECKOUTS"] ?? "";

/** A running client that reports items: events, or requests, of these names. */
interface SourceClient {
  report: (first: number, last: number) => void;
  close: () => Promise<unknown>;
}

export interface SourceClientFactory {
  name: string;
  /** What its items become. */
  kind: "events" | "requests";
  /** Whether it is on this computer: its vendor does not publish it on npm. */
  isHere: boolean;
  create: (url: string, settings?: SourceClientSettings) => Promise<SourceClient>;
}

interface SourceClientSettings {
  /** Items in a batch. */
  batchSize?: number;
  /** Where it writes what it could not deliver. */
  folder?: string;
}

/** A client for Python, installed or on `PYTHONPATH`. */
function python(name: string, module: string, kind: SourceClientFactory["kind"]) {
  const { status } = spawnSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
  const program = fileURLToPath(new URL(`../python/${module}_client.py`, import.meta.url));
  const create: SourceClientFactory["create"] = async (url, settings) => {
    const { batchSize, folder } = complete(settings);
    const env = { ...process.env, KEY, URL: url, FOLDER: folder, BATCH_SIZE: `${batchSize}` };
    const child = spawn("python3", ["-u", program], { env, stdio: ["pipe", "ignore", "inherit"] });
    onTestFinished(() => void child.kill());
    return {
      report: (first, last) => void child.stdin.write(`${first} ${last}\n`),
      close: () => {
        child.stdin.end();
        return once(child, "exit");
      },
    };
  };
  return { name, kind, isHere: status === 0, create };
}

/** A client of which a module is in a checkout. */
function checkedOut(
  name: string,
  path: string,
  kind: SourceClientFactory["kind"],
  connect: (
    module: Record<string, new (options: object) => never>,
    url: string,
    settings: Required<SourceClientSettings>,
  ) => SourceClient,
): SourceClientFactory {
  const file = join(CHECKOUTS, path);
  const create: SourceClientFactory["create"] = async (url, settings) =>
    connect((await import(pathToFileURL(file).href)) as never, url, complete(settings));
  return { name, kind, isHere: CHECKOUTS !== "" && existsSync(file), create };
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

export const SOURCE_CLIENTS: readonly SourceClientFactory[] = [
  serlaNode,
  peekApiNode,
  python("Serla's client for Python", "serla", "events"),
  python("PeekAPI's client for Python", "peekapi", "requests"),
];

function complete({
  batchSize = 4,
  folder = temporaryFolder(),
}: SourceClientSettings = {}): Required<SourceClientSettings> {
  return { batchSize, folder };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "peek-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
