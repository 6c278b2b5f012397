import { once } from "node:events";
import { Agent, createServer, request as httpRequest, type Server } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, type AddressInfo, type Server as NetServer } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
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

async function listen(server: Server | NetServer): Promise<string> {
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

it("says so when a parser keeps what it has read where only its framework looks", async () => {
  const onError = vi.fn();
  const { node } = createCollector({ path: "/collect", handler: vi.fn(), onError });
  const server = createServer(async (request, response) => {
    await text(request);
    void node(request, response);
  });
  const url = await listen(server);
  const post = (body: string) => fetch(`${url}/collect/v1/track`, { method: "POST", body });
  const response = await post(JSON.stringify(TRACK));
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_BODY_PARSED", retryable: true });
  expect(onError).toHaveBeenCalledOnce();
  expect((await post("")).status).toBe(400);
});

it("says so when a parser of texts has read what is compressed, as PostHog's browser client sends it", async () => {
  const onError = vi.fn();
  const { node } = createCollector({ path: "/collect", handler: vi.fn(), onError });
  const server = createServer(async (request, response) => {
    void node(Object.assign(request, { body: await text(request) }), response);
  });
  const url = await listen(server);
  const post = (body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${url}/collect/e/`, { method: "POST", body, headers: { "content-type": "text/plain" } });
  const event = JSON.stringify({ event: "clicked", distinct_id: "u1", api_key: "phc_1" });
  expect((await post(event)).status).toBe(200);
  const response = await post(new Uint8Array(gzipSync(event)));
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_BODY_PARSED", retryable: true });
  expect(onError).toHaveBeenCalledOnce();
});

it("takes what comes over HTTP/2", async () => {
  const batches: ReceivedBatch[] = [];
  const { node } = createCollector({
    path: "/collect",
    handler: (batch) => void batches.push(batch),
  });
  const url = await listen(
    createHttp2Server((request, response) => {
      void node(request, response, () => response.writeHead(418).end());
    }),
  );
  const session = connectHttp2(url);
  onTestFinished(() => session.close());
  const stream = session.request({ ":method": "POST", ":path": "/collect/v1/track" });
  stream.end(JSON.stringify(TRACK));
  const [headers] = await once(stream, "response");
  expect(headers[":status"]).toBe(200);
  expect(batches).toMatchObject([{ events: [TRACK] }]);
});

it("takes requests whatever their Host is, and with the origin before the path", async () => {
  const { batches, url } = await serve("/collect");
  const { port } = new URL(url);
  const body = JSON.stringify(TRACK);
  const send = async (start: string, host: string): Promise<string> => {
    const socket = connect(Number(port), "127.0.0.1");
    const length = Buffer.byteLength(body);
    socket.write(
      `${start} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-length: ${length}\r\n\r\n${body}`,
    );
    return (await text(socket)).slice(9, 12);
  };
  const hosts = ["a b", "x/y", "user@a", "a?b", "[::1", "", "a:99999999", "é"];
  for (const host of hosts) expect(await send("POST /collect/v1/track", host), host).toBe("200");
  expect(await send("POST http://a.test/collect/v1/track", "a.test")).toBe("200");
  expect(batches).toHaveLength(hosts.length + 1);
  expect(await send("TRACE /collect", "a.test")).toBe("405");
  expect(await send("OPTIONS *", "a.test")).toBe("418");
});

it("keeps no client waiting for a body that it refuses", async () => {
  const { url } = await serve("/collect");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const sockets = new Set<unknown>();
  const send = (method: string, path: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body);
      const sent = httpRequest(url + path, {
        agent,
        method,
        headers: { "content-length": length },
      });
      sent.on("socket", (socket) => sockets.add(socket)).on("error", reject);
      sent.on("response", (response) => {
        response.resume().on("end", () => resolve(response.statusCode!));
      });
      sent.end(body);
    });
  expect(await send("PUT", "/collect/v1/track", "x".repeat(5_000_000))).toBe(405);
  expect(await send("POST", "/collect/v1/track", JSON.stringify(TRACK))).toBe(200);
  expect(await send("POST", "/collect/v1/track", "x".repeat(25_000_000))).toBe(413);
  expect(await send("POST", "/collect/v1/track", JSON.stringify(TRACK))).toBe(200);
  expect(sockets.size).toBe(1);
});

it("knows a path that is given with a slash at its end", async () => {
  const { batches, post } = await serve("/collect/");
  const payload = { data: { asset_id: "site", session_id: "s1", events: [] }, encrypted: false };
  for (const path of ["/collect", "/collect/", "/collect?a=b"]) {
    expect((await post(path, payload)).status).toBe(200);
  }
  expect((await post("/collect/v1/track", TRACK)).status).toBe(200);
  expect(batches).toHaveLength(4);
});

it.each([undefined, "/collect"])(
  "tells Segment's client for pages the path that Express takes off, with the option path %j",
  async (path) => {
    const { node } = createCollector({ path, handler: () => {} });
    const server = createServer((request, response) => {
      const originalUrl = request.url!;
      Object.assign(request, { originalUrl, url: originalUrl.replace("/collect", "") });
      void node(request, response);
    });
    const url = await listen(server);
    const response = await fetch(`${url}/collect/v1/projects/key/settings`);
    const { integrations } = (await response.json()) as { integrations: object };
    const apiHost = `${new URL(url).host}/collect/v1`;
    expect(integrations).toMatchObject({ "Segment.io": { apiHost } });
  },
);
