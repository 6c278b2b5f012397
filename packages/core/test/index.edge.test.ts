import { createHmac } from "node:crypto";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMount, type Mount } from "../src/adapter.edge.ts";
import "../src/events.edge.ts";
import { createPeek } from "../src/index.edge.ts";
import { ending } from "./support/ending.ts";

const adapter = { name: "Acme Worker", version: "1.0.0", routeOf: (request: string) => request };
let endpoint: RecordingEndpoint;

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await endpoint.close();
});

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

function reportWithKey(mount: Mount<string>, apiKey: string): void {
  mount.report(ending({ apiKey, traceparent }));
}

describe("a client for the edge", () => {
  it("does nothing at module scope: no timer, no random value, no clock", () => {
    const forbidden = [
      vi.spyOn(globalThis, "setTimeout"),
      vi.spyOn(globalThis.crypto, "randomUUID"),
      vi.spyOn(Date, "now"),
    ];
    createPeek({ endpoint: endpoint.url });
    for (const spy of forbidden) expect(spy).not.toHaveBeenCalled();
  });

  it("refuses wrong options at once", () => {
    expect(() => createPeek({ batchSize: 0 })).toThrow(
      expect.objectContaining({ code: "PEEK_E_OPTION" }),
    );
  });

  it("reads the environment that comes with the first request", async () => {
    const client = createPeek();
    const mount = createMount(client, {}, adapter);
    expect(mount.isActive({ PEEK_ENDPOINT: endpoint.url, PEEK_SERVICE: "worker", DB: {} })).toBe(
      true,
    );
    client.recordRequest({ method: "GET", durationMs: 1 });
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.envelopes.at(-1)!.batch).toMatchObject({
      resource: { service: "worker" },
      sdk: { name: "Acme Worker", version: "1.0.0" },
    });
  });

  it("starts with the request that brings an endpoint, also when a call before had none", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const lines = vi.spyOn(console, "warn").mockReturnValue();
    const client = createPeek();
    const mount = createMount(client, {}, adapter);
    client.track({ event: "too early", userId: "u1" });
    client.track({ event: "too early as well", userId: "u1" });
    expect(lines.mock.calls).toEqual([[expect.stringContaining("PEEK_W_NO_ENDPOINT")]]);
    expect(mount.isActive({ PEEK_ENDPOINT: endpoint.url })).toBe(true);
    client.track({ event: "in time", userId: "u1" });
    expect(await client.flush()).toMatchObject({ delivered: 1 });
  });

  it("starts with the request that brings an endpoint, also when requests before brought none", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const lines = vi.spyOn(console, "warn").mockReturnValue();
    const client = createPeek();
    const mount = createMount(client, {}, adapter);
    for (const bindings of [{}, { DB: {} }, undefined])
      expect(mount.isActive(bindings)).toBe(false);
    expect(lines.mock.calls).toEqual([[expect.stringContaining("PEEK_W_NO_ENDPOINT")]]);
    expect(mount.isActive({ PEEK_ENDPOINT: endpoint.url })).toBe(true);
    client.recordRequest({ method: "GET", durationMs: 1 });
    expect(await client.flush()).toMatchObject({ delivered: 1 });
  });

  it("stays off once it was shut down, whatever a request brings", async () => {
    vi.stubEnv("NODE_ENV", "production");
    vi.spyOn(console, "warn").mockReturnValue();
    const client = createPeek();
    const mount = createMount(client, {}, adapter);
    client.track({ event: "too early", userId: "u1" });
    await client.shutdown();
    expect(mount.isActive({ PEEK_ENDPOINT: endpoint.url })).toBe(false);
  });

  it("hashes credentials asynchronously to the same ids as on Node", async () => {
    const client = createPeek({ endpoint: endpoint.url, consumerHashKey: "salt" });
    const mount = createMount(client, {}, adapter);
    expect(mount.isActive()).toBe(true);
    reportWithKey(mount, "secret-key");
    await client.flush();
    expect(endpoint.requests[0]).toMatchObject({
      path: "/x",
      consumer: "c_wnC5RxS18bOfa-swyaYVgG",
      consumerSource: "api_key",
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
    });
    expect(endpoint.requests[0]).not.toHaveProperty("query");
  });

  it("names the consumer of a request that ends while others are being hashed", async () => {
    const client = createPeek({ endpoint: endpoint.url, consumerHashKey: "salt" });
    const mount = createMount(client, {}, adapter);
    mount.isActive();
    reportWithKey(mount, "first-key");
    const flushed = client.flush();
    reportWithKey(mount, "second-key");
    await flushed;
    await client.flush();
    expect(endpoint.requests.map(({ consumer }) => consumer)).toEqual([
      expect.stringMatching(/^c_/),
      expect.stringMatching(/^c_/),
    ]);
  });

  it("counts as pending what a shutdown without time could not deliver", async () => {
    const client = createPeek({ endpoint: endpoint.url, consumerHashKey: "salt" });
    const mount = createMount(client, {}, adapter);
    mount.isActive();
    reportWithKey(mount, "first-key");
    expect(await client.shutdown({ timeout: 0 })).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(client.stats()).toMatchObject({ accepted: 1, delivered: 0, pending: 1, dropped: {} });
    expect(endpoint.requests).toEqual([]);
  });

  it("names the consumers of requests that together are too large to wait", async () => {
    const client = createPeek({ endpoint: endpoint.url, consumerHashKey: "salt" });
    const mount = createMount(client, {}, adapter);
    mount.isActive();
    const keys = Array.from({ length: 300 }, (_, i) => `${i}-`.padEnd(4_000, "x"));
    for (const key of keys) reportWithKey(mount, key);
    await client.flush();
    const expected = keys.map(
      (key) => `c_${createHmac("sha256", "salt").update(key).digest("base64url").slice(0, 22)}`,
    );
    expect(endpoint.requests.map(({ consumer }) => consumer)).toEqual(expected);
    expect(client.stats()).toMatchObject({ accepted: 300, delivered: 300, dropped: {} });
  });

  it("drops and counts what finds no room", async () => {
    const said: string[] = [];
    const client = createPeek({
      endpoint: endpoint.url,
      batchSize: 1,
      maxBufferSize: 1,
      onError: ({ code, message }) => said.push(`${code} ${message}`),
    });
    for (let i = 0; i < 3; i++) client.recordRequest({ method: "GET", durationMs: 1 });
    expect(await client.flush()).toEqual({ delivered: 1, spooled: 0, pending: 0 });
    expect(client.stats()).toMatchObject({
      accepted: 3,
      delivered: 1,
      dropped: { buffer_full: 2 },
    });
    expect(said).toEqual([expect.stringMatching(/^PEEK_W_DROPPED 1 .*buffer_full/)]);
  });

  it("hands the delivery to the platform instead of the request", async () => {
    const client = createPeek({ endpoint: endpoint.url });
    client.recordRequest({ method: "GET", durationMs: 1 });
    const promises: Promise<unknown>[] = [];
    const mount = createMount(client, {}, adapter);
    mount.client.deliverWithin((promise) => void promises.push(promise));
    await Promise.all(promises);
    expect(endpoint.requests).toHaveLength(1);
  });
});
