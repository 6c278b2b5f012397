import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const guides = join(import.meta.dirname, "../../docs/guides");
const guide = readFileSync(join(guides, "edge-and-serverless.md"), "utf8");
const snippets = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
const RECORD = { method: "GET", route: "/users/:id", path: "/users/7", status: 200 };

// Beside this file, so that imports find the packages.
const folder = mkdtempSync(join(import.meta.dirname, "snippet-edge-"));
afterAll(() => rmSync(folder, { recursive: true }));

let endpoint: RecordingEndpoint;
let handedOver: Promise<unknown>[];
const context = { waitUntil: (work: Promise<unknown>): void => void handedOver.push(work) };
beforeEach(async () => {
  handedOver = [];
  endpoint = await startRecordingEndpoint();
  // Nothing but what the guide says may deliver.
  const env = {
    PEEK_ENDPOINT: endpoint.url,
    PEEK_FLUSH_INTERVAL: "3600000",
    PEEK_STORAGE_PATH: mkdtempSync(join(folder, "spool-")),
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("@vercel/request-context")];
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("peek.shared-client.v1")];
  await endpoint.close();
});

/** The one snippet that contains a text, as a file. */
function file(text: string): string {
  const found = snippets.filter((code) => code.includes(text));
  expect(found).toHaveLength(1);
  const path = join(folder, `${snippets.indexOf(found[0]!)}.ts`);
  writeFileSync(path, found[0]!);
  return path;
}
const load = async (text: string): Promise<Record<string, any>> =>
  import(pathToFileURL(file(text)).href) as Promise<Record<string, any>>;
const request = (): Request => new Request("http://localhost/users/7");

describe("the guide to edge and serverless", () => {
  it("shows a Worker whose requests are delivered within waitUntil", async () => {
    const worker = await load("export default app;");
    const response = (await worker["default"].fetch(request(), {}, context)) as Response;
    expect(await response.json()).toEqual({ id: "7" });
    await Promise.all(handedOver);
    expect(endpoint.requests).toMatchObject([RECORD]);
  });

  it("shows a Worker that hands over a flush", async () => {
    const worker = await load("context.waitUntil(client.flush())");
    await worker["default"].fetch(request(), {}, context);
    expect(await Promise.all(handedOver)).toEqual([{ delivered: 1, spooled: 0, pending: 0 }]);
  });

  it("shows a function for Vercel that needs nothing else", async () => {
    vi.stubEnv("VERCEL", "1");
    Object.assign(globalThis, { [Symbol.for("@vercel/request-context")]: { get: () => context } });
    const { GET } = await load("hono/vercel");
    await GET!(request());
    await Promise.all(handedOver);
    expect(endpoint.requests).toMatchObject([RECORD]);
  });

  it("shows what Bun and Deno serve", async () => {
    vi.stubEnv("PEEK_FLUSH_INTERVAL", "50");
    const served = await load("port: 3000");
    await served["default"].fetch(request());
    await vi.waitFor(() => expect(endpoint.requests).toMatchObject([RECORD]));
  });

  it("shows a handler for Lambda that has delivered when it answers", async () => {
    vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "users");
    const { handler } = await load("hono/aws-lambda");
    const event = {
      version: "2.0",
      rawPath: "/users/7",
      rawQueryString: "",
      headers: { host: "localhost" },
      requestContext: { http: { method: "GET", path: "/users/7" }, domainName: "localhost" },
      isBase64Encoded: false,
    };
    expect(await handler!(event, {})).toMatchObject({ statusCode: 200, body: '{"id":"7"}' });
    expect(endpoint.requests).toMatchObject([RECORD]);
  });

  it("shows an app for Cloud Run that delivers before SIGTERM ends it", async () => {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port), K_SERVICE: "users" };
    const app = spawn(process.execPath, [...process.execArgv, file("SIGTERM")], {
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    await vi.waitFor(
      async () => expect((await fetch(`http://localhost:${port}/users/7`)).status).toBe(200),
      { timeout: 15_000 },
    );
    expect(endpoint.requests).toEqual([]);
    app.kill("SIGTERM");
    expect(await once(app, "exit")).toEqual([null, "SIGTERM"]);
    expect(endpoint.requests).toMatchObject([RECORD]);
  });

  it("shows what a flush says", async () => {
    await load("const { delivered, spooled, pending }");
    expect(endpoint.envelopes.at(-1)!.batch.groups).toHaveLength(1);
  });

  it("links to files that exist", () => {
    const links = [...guide.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(join(guides, path)))).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
