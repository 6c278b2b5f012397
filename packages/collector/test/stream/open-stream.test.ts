import { describe, expect, it } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { foreignKeyId, type KeyEntry } from "../../src/auth/key-registry.ts";
import { DEFAULT_LIMITS } from "../../src/options.ts";
import { envelope, row, startCollector } from "../support/collector.ts";
import { readEvents } from "../support/events.ts";
import { readUntil, startServer } from "../support/server.ts";

describe("GET /peek/v1/stream", () => {
  it("is an event stream that proxies leave alone", async () => {
    const { get } = await startCollector();
    const response = await get("/peek/v1/stream");
    readEvents(response.body);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "peek-version": "1.2.3",
    });
  });

  it("shows a request within a second of its acknowledgement, over a real connection", async () => {
    const server = await startServer();
    const response = await fetch(`${server.url}/peek/v1/stream?q=status:201&service=orders`);
    const reader = readEvents(response.body);
    await server.post("/v1/ingest", envelope([row({ path: "/no" }), row({ status: 201 })]));
    await expect.poll(() => reader.events.length).toBe(2);
    expect(DEFAULT_LIMITS.streamInterval).toBeLessThan(1_000);
    expect(reader.events).toMatchObject([
      { event: "hello", data: { version: "1.2.3" } },
      { event: "requests", data: { of: 1, requests: [{ status: 201, service: "orders" }] } },
    ]);
  });

  it("replays after a reconnection", async () => {
    const server = await startServer();
    const first = readEvents((await fetch(`${server.url}/peek/v1/stream`)).body);
    await expect.poll(() => first.events.length).toBe(1);
    const id = first.events[0]?.id ?? "";
    await first.cancel();
    await server.post("/v1/ingest", envelope([row({ path: "/missed" })]));
    const again = await fetch(`${server.url}/peek/v1/stream`, { headers: { "last-event-id": id } });
    const reader = readEvents(again.body);
    await expect
      .poll(() => reader.events.at(-1))
      .toMatchObject({
        event: "requests",
        data: { requests: [{ path: "/missed" }] },
      });
  });

  it("ends when its key is revoked, and not before", async () => {
    const digest = await hashKey("reader");
    const entry = { id: foreignKeyId(digest), kind: "r", digest } as const;
    const revoked = new Set<KeyEntry>();
    const find = (): KeyEntry => ({ ...entry, revoked: revoked.has(entry) });
    const options = {
      mode: "production",
      keys: { find },
      limits: { pingInterval: 10, keyInterval: 10 },
    } as const;
    const server = await startServer(options);
    const headers = { authorization: "Bearer reader" };
    const response = await fetch(`${server.url}/peek/v1/stream`, { headers });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let pings = 0; pings < 3;) {
      const { done, value } = await reader.read();
      expect(done).toBe(false);
      if (value!.startsWith(":")) pings++;
    }
    revoked.add(entry);
    await expect.poll(async () => (await reader.read()).done).toBe(true);
  });

  it("refuses a stream too many, and takes one again when another ends", async () => {
    const server = await startServer({ limits: { streams: 2 } });
    const socket = await server.connect();
    socket.write("GET /peek/v1/stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await readUntil(socket, "hello");
    readEvents((await server.get("/peek/v1/stream")).body);
    const refused = await server.get("/peek/v1/stream");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "PEEK_E_STREAMS", retryable: true });
    socket.destroy();
    await expect
      .poll(async () => {
        const response = await server.get("/peek/v1/stream");
        if (response.status === 200) readEvents(response.body);
        return response.status;
      })
      .toBe(200);
  });

  it("drops a reader that does not read, and holds nothing for it", async () => {
    const server = await startServer({ limits: { streams: 1, streamInterval: 1 } });
    const socket = await server.connect();
    socket.write("GET /peek/v1/stream HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await readUntil(socket, "hello");
    socket.pause();
    const rows = Array.from({ length: 100 }, () =>
      row({ userAgent: "x".repeat(512), path: `/${"y".repeat(2_000)}` }),
    );
    const before = process.memoryUsage().rss;
    await expect
      .poll(
        async () => {
          await server.post("/v1/ingest", envelope(rows));
          return (await server.get("/peek/v1/stream")).status;
        },
        { interval: 5 },
      )
      .toBe(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it("opens nothing for HEAD, nor for a filter that cannot be read", async () => {
    const { collector, get } = await startCollector({ limits: { streams: 1 } });
    const response = await collector.fetch(
      new Request("http://localhost/peek/v1/stream", { method: "HEAD" }),
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await (await get("/peek/v1/stream?q=status:abc")).json()).toMatchObject({
      status: 400,
      code: "PEEK_E_PARAMETER",
      parameter: "q",
    });
    const stream = await get("/peek/v1/stream");
    expect(stream.status).toBe(200);
    await stream.body?.cancel();
  });

  it("ends when the collector closes, and opens no more", async () => {
    const { collector, get } = await startCollector();
    const reader = readEvents((await get("/peek/v1/stream")).body);
    await collector.close();
    await expect.poll(() => reader.ended()).toBe(true);
    expect((await get("/peek/v1/stream")).status).toBe(503);
    expect((await get("/readyz")).status).toBe(503);
  });
});
