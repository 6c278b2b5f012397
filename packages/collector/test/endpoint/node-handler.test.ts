import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { createCollector, type ReceivedBatch } from "../../src/index.ts";

async function serve(path: string | undefined, originalUrl?: (url: string) => string) {
  const batches: ReceivedBatch[] = [];
  const { node } = createCollector({ path, handler: (batch) => void batches.push(batch) });
  const server = createServer((request, response) => {
    if (originalUrl) Object.assign(request, { originalUrl: originalUrl(request.url!) });
    void node(request, response, () => response.writeHead(418).end());
  });
  const url = await listen(server);
  const post = (to: string, body: unknown) =>
    fetch(url + to, { method: "POST", body: JSON.stringify(body) });
  return { batches, post, url };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const TRACK = { type: "track", event: "Signed ✓", userId: "u1" };

it("takes what is under its path, and leaves all else to the app", async () => {
  const { batches, post, url } = await serve("/collect");
  const response = await post("/collect/v1/track?a=b", TRACK);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ success: true });
  expect(batches).toMatchObject([{ events: [TRACK] }]);
  for (const path of ["/", "/collected", "/other/v1/track"]) {
    expect((await fetch(url + path)).status).toBe(418);
  }
  expect((await fetch(`${url}/collect?x=1`)).status).toBe(405);
});

it("knows its path where the app takes the mount path off", async () => {
  const { batches, post } = await serve("/collect", (url) => `/collect${url}`);
  expect((await post("/v1/track", TRACK)).status).toBe(200);
  expect(batches).toHaveLength(1);
});

it("reads a large body as it comes, and refuses one beyond its limit", async () => {
  const { batches, post } = await serve(undefined);
  const text = "x".repeat(3_000_000);
  expect((await post("/v1/track", { ...TRACK, properties: { text } })).status).toBe(200);
  expect(batches[0]!.events[0]!.properties).toEqual({ text });
  const tooLarge = { ...TRACK, properties: { text: "x".repeat(21_000_000) } };
  expect((await post("/v1/track", tooLarge)).status).toBe(413);
});

it("says so when a parser of forms has read what a client calls a form", async () => {
  const onError = vi.fn();
  const handler = vi.fn();
  const { node } = createCollector({ path: "/collect", handler, onError });
  const server = createServer(async (request, response) => {
    const body = Object.fromEntries(new URLSearchParams(await text(request)));
    void node(Object.assign(request, { body }), response);
  });
  const url = await listen(server);
  const response = await fetch(`${url}/collect/v1/batch`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: JSON.stringify({ batch: [TRACK] }),
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_BODY_PARSED", retryable: true });
  expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: "PEEK_E_BODY_PARSED" }));
  expect(handler).not.toHaveBeenCalled();
});
