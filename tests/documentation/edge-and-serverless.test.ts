import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { stubEnvironment } from "../support/environment.ts";
import { freePort } from "../support/free-port.ts";
import { Page } from "./support/page.ts";
import { EVENTUALLY, startScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const guide = new Page("docs/guides/edge-and-serverless.md");
const { snippets } = guide;
const folder = new SnippetFolder();
const RECORD = { method: "GET", route: "/users/:id", path: "/users/7", status: 200 };

let endpoint: RecordingEndpoint;
let handedOver: Promise<unknown>[];
const context = { waitUntil: (work: Promise<unknown>): void => void handedOver.push(work) };
beforeEach(async () => {
  handedOver = [];
  endpoint = await startRecordingEndpoint();
  onTestFinished(() => endpoint.close());
  // Nothing but what the guide says may deliver.
  stubEnvironment({
    PEEK_ENDPOINT: endpoint.url,
    PEEK_FLUSH_INTERVAL: "3600000",
    PEEK_STORAGE_PATH: mkdtempSync(join(folder.path, "spool-")),
  });
});

/** The one snippet that contains a text, as a file that exports its client and flushes on a busy machine too. */
function file(text: string): string {
  const found = snippets.filter((code) => code.includes(text));
  expect(found).toHaveLength(1);
  const code = found[0]!
    .replace("const client", "export const client")
    .replace("timeout: 1_000", "timeout: 60_000");
  return folder.write(`${snippets.indexOf(found[0]!)}.ts`, code);
}

/** What the snippet that contains a text exports; a client of its own ends with the test. */
async function load(text: string): Promise<Record<string, any>> {
  const exported = (await import(pathToFileURL(file(text)).href)) as Record<string, any>;
  onTestFinished(() => exported["client"]?.shutdown());
  return exported;
}
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
    vi.stubGlobal(Symbol.for("@vercel/request-context"), { get: () => context });
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
    const env = { NODE_ENV: process.env["NODE_ENV"]!, PORT: String(port), K_SERVICE: "users" };
    const app = startScript(file("SIGTERM"), env);
    await vi.waitFor(
      async () => expect((await fetch(`http://localhost:${port}/users/7`)).status).toBe(200),
      EVENTUALLY,
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

  it("links to what exists", () => {
    expect(guide.brokenLinks()).toEqual([]);
  });
});
