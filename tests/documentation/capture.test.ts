import { pathToFileURL } from "node:url";
import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { stubEnvironment } from "../support/environment.ts";
import { freePort } from "../support/free-port.ts";
import { Page } from "./support/page.ts";
import { EVENTUALLY, startScript } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const { snippets, text } = new Page("docs/guides/capture.md");
const folder = new SnippetFolder();

it("shows an app whose bodies and headers are reported as the guide says", async () => {
  await using endpoint = await startRecordingEndpoint();
  const port = await freePort();
  const file = folder.write("app.ts", snippets[0]!.replace("3000", String(port)));
  const app = startScript(file, { PEEK_ENDPOINT: endpoint.url });
  try {
    await vi.waitFor(async () => {
      const body = '{"email":"bob@example.com","password":"hunter2"}';
      const headers = { "content-type": "application/json", authorization: "Bearer x" };
      const response = await fetch(`http://localhost:${port}/login`, {
        method: "POST",
        body,
        headers,
      });
      expect(await response.json()).toMatchObject({ email: "bob@example.com" });
    }, EVENTUALLY);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), EVENTUALLY);
  } finally {
    app.kill();
  }
  const [record] = endpoint.requests;
  expect(text.replace(/\s+/g, " ")).toContain(record!.requestBody);
  expect(text.replace(/\s+/g, " ")).toContain(record!.responseBody);
  expect(record!.requestHeaders).toMatchObject({ authorization: "[redacted]" });
  expect(record!.responseHeaders).toMatchObject({
    "content-type": "application/json; charset=utf-8",
  });
});

it("shows rules that work", async () => {
  const file = folder.write("rules.ts", snippets[1]!);
  const { client } = (await import(pathToFileURL(file).href)) as {
    client: { shutdown(): Promise<unknown> };
  };
  await client.shutdown();
});

it("shows a Worker that reports the body of a request", async () => {
  await using endpoint = await startRecordingEndpoint();
  stubEnvironment({ PEEK_ENDPOINT: endpoint.url });
  const file = folder.write("worker.ts", snippets[2]!);
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
  await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), EVENTUALLY);
  expect(endpoint.requests[0]).toMatchObject({ requestBody: '{"pin":"[redacted]"}' });
  expect(endpoint.requests[0]).not.toHaveProperty("responseBody");
  expect(snippets).toHaveLength(3);
});
