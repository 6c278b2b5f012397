import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.edge.ts";

let endpoint: RecordingEndpoint;
let said: string[];
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  said = [];
});
afterEach(() => endpoint.close());

const create = (options: PeekOptions = {}): Peek =>
  createPeek({
    endpoint: endpoint.url,
    onError: ({ code, message }) => said.push(`${code} ${message}`),
    ...options,
  });

describe("a client on the edge without the import of product calls", () => {
  it("says which import is missing, counts the calls, and throws nothing", async () => {
    const client = create();
    client.track({ event: "signed up", userId: "u1" });
    for (const call of ["identify", "page", "screen", "group", "alias"] as const) {
      client[call]({ userId: "u1" } as never);
    }
    expect(await client.identifyNow({ userId: "u1" })).toEqual({ delivered: false });
    expect(said).toHaveLength(7);
    expect(said[0]).toMatch(/^PEEK_E_NOT_IMPORTED .*import "@peekjs\/core\/events"/);
    expect(client.stats()).toMatchObject({ accepted: 7, dropped: { invalid: 7 } });
  });

  it("says so in one line where nobody listens", () => {
    const lines: unknown[] = [];
    const { warn } = console;
    console.warn = (line) => void lines.push(line);
    try {
      const client = create({ onError: undefined });
      for (let i = 0; i < 3; i++) client.track({ event: "signed up", userId: "u1" });
    } finally {
      console.warn = warn;
    }
    expect(lines).toEqual([expect.stringMatching(/^\[peek\] PEEK_E_NOT_IMPORTED /)]);
  });
});

describe("a client on the edge", () => {
  it("says where to call it when the runtime lets it do nothing at module scope", async () => {
    const random = vi.spyOn(crypto, "randomUUID").mockImplementation(() => {
      throw new Error("Disallowed operation called within global scope.");
    });
    const client = create();
    client.recordRequest({ method: "GET", durationMs: 1 });
    random.mockRestore();
    expect(said).toEqual(["PEEK_W_MODULE_SCOPE Call it in a handler: outside, events are lost."]);
    client.recordRequest({ method: "GET", durationMs: 1 });
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });

  it("survives what is no request", async () => {
    const client = create();
    for (const request of [undefined, null, 7, "GET"]) client.recordRequest(request as never);
    expect(said).toHaveLength(4);
    expect(client.stats()).toMatchObject({ accepted: 4, dropped: { invalid: 4 } });
  });

  it("takes timeouts as they come", async () => {
    const client = create();
    client.recordRequest({ method: "GET", durationMs: 1 });
    for (const options of [null, { timeout: "1" }, { timeout: -1 }, { timeout: 5n }]) {
      await client.flush(options as never);
    }
    expect(client.stats()).toMatchObject({ delivered: 1, pending: 0 });
  });

  it.each([undefined, null, {}, { timeout: -1 }, { timeout: Number.NaN }, { timeout: "1" }])(
    "waits as long as by default for a delivery when the app says %j",
    async (options) => {
      const timers = vi.spyOn(globalThis, "setTimeout");
      const waits = (): unknown[] => timers.mock.calls.map(([, milliseconds]) => milliseconds);
      const client = create();
      client.recordRequest({ method: "GET", durationMs: 1 });
      await client.flush(options as never);
      expect(waits()).toContain(30_000);
      await client.shutdown(options as never);
      expect(waits()).toContain(5_000);
      timers.mockRestore();
    },
  );

  it("delivers what is pending when it goes out of scope", async () => {
    {
      await using client = create();
      client.recordRequest({ method: "GET", durationMs: 1 });
      expect(client.pendingCount).toBe(1);
    }
    expect(endpoint.requests).toHaveLength(1);
  });

  it("keeps a share of requests, and counts the others", async () => {
    const client = create({ sampleRate: 0 });
    for (let i = 0; i < 3; i++) client.recordRequest({ method: "GET", durationMs: 1 });
    await client.flush();
    expect(client.stats()).toMatchObject({ accepted: 3, dropped: { sampled: 3 } });
    expect(said).toEqual([]);
  });

  it("bounds the characters that it holds", async () => {
    const client = create({ maxEventBytes: 1_000_000 });
    const requestBody = "b".repeat(65_000);
    for (let i = 0; i < 300; i++)
      client.recordRequest({ method: "GET", durationMs: 1, requestBody });
    expect(client.pendingCount).toBeLessThan(260);
    expect(client.stats()).toMatchObject({
      accepted: 300,
      dropped: { buffer_full: 300 - client.pendingCount },
    });
    await client.shutdown({ timeout: 0 });
  });

  it("does nothing when it is disabled", async () => {
    const client = create({ disabled: true });
    client.recordRequest({ method: "GET", durationMs: 1 });
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    expect(client.stats()).toMatchObject({ accepted: 0 });
  });
});
