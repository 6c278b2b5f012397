import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startRecordingEndpoint } from "@peekjs/testing";
import { afterAll, expect, it, vi } from "vitest";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/guides/capture.md"), "utf8");
const snippets = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

// Beside this file, so that imports find the packages.
const folder = mkdtempSync(join(import.meta.dirname, "snippet-capture-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it("shows an app whose bodies and headers are reported as the guide says", async () => {
  await using endpoint = await startRecordingEndpoint();
  const port = await freePort();
  const file = join(folder, "app.ts");
  writeFileSync(file, snippets[0]!.replace("3000", String(port)));
  const app = spawn(process.execPath, [...process.execArgv, file], {
    env: { ...process.env, NODE_ENV: "development", PEEK_ENDPOINT: endpoint.url },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await vi.waitFor(
      async () => {
        const body = '{"email":"bob@example.com","password":"hunter2"}';
        const headers = { "content-type": "application/json", authorization: "Bearer x" };
        const response = await fetch(`http://localhost:${port}/login`, {
          method: "POST",
          body,
          headers,
        });
        expect(await response.json()).toMatchObject({ email: "bob@example.com" });
      },
      { timeout: 15_000, interval: 100 },
    );
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), { timeout: 5_000 });
  } finally {
    app.kill();
  }
  const [record] = endpoint.requests;
  expect(guide.replace(/\s+/g, " ")).toContain(record!.requestBody);
  expect(guide.replace(/\s+/g, " ")).toContain(record!.responseBody);
  expect(record!.requestHeaders).toMatchObject({ authorization: "[redacted]" });
  expect(record!.responseHeaders).toMatchObject({
    "content-type": "application/json; charset=utf-8",
  });
});

it("shows rules that work", async () => {
  const file = join(folder, "rules.ts");
  writeFileSync(file, snippets[1]!);
  const { client } = (await import(pathToFileURL(file).href)) as {
    client: { shutdown(): Promise<unknown> };
  };
  await client.shutdown();
});

it("shows a Worker that reports the body of a request", async () => {
  await using endpoint = await startRecordingEndpoint();
  vi.stubEnv("PEEK_ENDPOINT", endpoint.url);
  const file = join(folder, "worker.ts");
  writeFileSync(file, snippets[2]!);
  const worker = (await import(pathToFileURL(file).href)) as {
    default: { fetch(request: Request, env: unknown, context: unknown): Promise<Response> };
  };
  const held: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => void held.push(work) };
  const headers = { "content-type": "application/json" };
  const request = new Request("http://localhost/notes", {
    method: "POST",
    headers,
    body: '{"pin":1}',
  });
  const response = await worker.default.fetch(request, {}, context);
  expect(await response.json()).toEqual({ pin: 1 });
  await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), { timeout: 5_000 });
  vi.unstubAllEnvs();
  expect(endpoint.requests[0]).toMatchObject({ requestBody: '{"pin":"[redacted]"}' });
  expect(endpoint.requests[0]).not.toHaveProperty("responseBody");
  expect(snippets).toHaveLength(3);
});
