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
 * holds checkouts of `b9llach/serla-dev` and `peekapi-dev/sdk-node`, those for Python where `python3` can import them.
 */
const CHECKOUTS = process.env["PEEK_CLIENT_CHECKOUTS"] ?? "";

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
  create: (url: string) => Promise<SourceClient>;
}

/** A client for Python, installed or on `PYTHONPATH`. */
function python(name: string, module: string, kind: SourceClientFactory["kind"]) {
  const { status } = spawnSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
  const program = fileURLToPath(new URL(`../python/${module}_client.py`, import.meta.url));
  const create = async (url: string): Promise<SourceClient> => {
    const env = { ...process.env, KEY, URL: url, FOLDER: temporaryFolder() };
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
  connect: (module: Record<string, new (options: object) => never>, url: string) => SourceClient,
): SourceClientFactory {
  const file = join(CHECKOUTS, path);
  const create = async (url: string): Promise<SourceClient> =>
    connect((await import(pathToFileURL(file).href)) as never, url);
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
  (module, url) => {
    const options = { apiKey: KEY, host: url, batchSize: 4, flushIntervalMs: 200 };
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
  (module, url) => {
    const client: NodeClient = new module["PeekApiClient"]!({
      apiKey: KEY,
      endpoint: `${url}/v1/events`,
      batchSize: 4,
      flushInterval: 200,
      storagePath: join(temporaryFolder(), "events.jsonl"),
    });
    const request = { method: "GET", status_code: 200, response_time_ms: 1.5, response_size: 3 };
    return {
      report: (first, last) => {
        for (const name of items(first, last)) {
          client.track({ ...request, path: `/${name}`, timestamp: new Date().toISOString() });
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

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "peek-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
