import { onTestFinished } from "vitest";
import { KeyFile } from "../../src/keys/key-file.ts";
import { startServer } from "../../src/server/start-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface TestCollector {
  url: string;
  /** Paths of the requests of the last week. */
  paths(): Promise<string[]>;
}

/** A collector inside this process, closed when the test has ended; for production where there is a folder of keys. */
export async function startCollector(
  options: { port?: number; keys?: string } = {},
): Promise<TestCollector> {
  const { port = 0, keys } = options;
  const server = await startServer({
    dataDirectory: temporaryFolder(),
    ports: [port],
    addresses: ["127.0.0.1"],
    hostname: "127.0.0.1",
    ...(keys === undefined
      ? { mode: "development" }
      : { mode: "production", keys: new KeyFile(keys) }),
  });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    async paths() {
      const response = await fetch(`${server.url}/peek/v1/requests?from=-7d`);
      const { requests } = (await response.json()) as { requests: { path: string }[] };
      return requests.map(({ path }) => path);
    },
  };
}
