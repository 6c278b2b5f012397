import { AsyncLocalStorage } from "node:async_hooks";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  createPeek,
  type Peek,
  type PeekError,
  type PeekOptions,
  type RequestInput,
} from "@peekjs/core";
import { createMount } from "@peekjs/core/adapter";
import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { accept, startScriptedEndpoint } from "./support/scripted-endpoint.ts";

const request: RequestInput = {
  method: "GET",
  route: "/a/:id",
  path: "/a/1",
  status: 200,
  durationMs: 1,
};

let folder: string;
let endpoint: RecordingEndpoint;
let clients: Peek[];
let errors: PeekError[];

function create(options: PeekOptions = {}): Peek {
  const client = createPeek({
    endpoint: endpoint.url,
    storagePath: folder,
    flushInterval: 50,
    service: "orders",
    onError: (error) => errors.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "peek-client-"));
  endpoint = await startRecordingEndpoint();
  clients = [];
  errors = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.shutdown({ timeout: 10 })));
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
/** Bytes, after what is no longer used has gone. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("a client", () => {
  it("delivers by itself what was recorded, with who sends it", async () => {
    create({ environment: "staging" }).recordRequest(request);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1), 2_000);
    expect(endpoint.requests[0]).toMatchObject({ ...request, service: "orders", number: 1 });
    expect(endpoint.envelopes[0]!.batch).toMatchObject({
      sdk: { name: "@peekjs/core" },
      resource: { service: "orders", environment: "staging" },
    });
  });

  it("flushes on demand and says what was delivered", async () => {
    const client = create({ flushInterval: 60_000 });
    for (let i = 0; i < 1_234; i++) client.recordRequest(request);
    expect(await client.flush()).toEqual({ delivered: 1_234, spooled: 0, pending: 0 });
    expect(client.stats()).toEqual({
      accepted: 1_234,
      delivered: 1_234,
      spooled: 0,
      pending: 0,
      summarised: 0,
      dropped: {},
    });
    expect(endpoint.requests).toHaveLength(1_234);
  });

  it("sends at most a batch's records in one delivery", async () => {
    const client = create({ flushInterval: 60_000, batchSize: 50 });
    for (let i = 0; i < 120; i++) client.recordRequest(request);
    await client.flush();
    const sizes = endpoint.envelopes.map(({ batch }) =>
      batch.groups.reduce((sum, { requests }) => sum + requests.count, 0),
    );
    expect(Math.max(...sizes)).toBe(50);
    expect(endpoint.requests).toHaveLength(120);
  });

  it("delivers at once when a whole batch is there", async () => {
    const client = create({ flushInterval: 60_000, batchSize: 10 });
    for (let i = 0; i < 10; i++) client.recordRequest(request);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(10));
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "GET /"],
  ])("leaves out %s, says so, counts it and records what comes next", async (_, hostile) => {
    const client = create();
    expect(() => client.recordRequest(hostile as RequestInput)).not.toThrow();
    client.recordRequest(request);
    await client.flush();
    expect(errors.map(({ code }) => code)).toEqual(["PEEK_E_RECORD"]);
    expect(endpoint.requests).toHaveLength(1);
    expect(client.stats()).toMatchObject({ accepted: 2, delivered: 1, dropped: { invalid: 1 } });
  });

  it.each<[string, unknown, string]>([
    ["no method", { durationMs: 1 }, "method: no_text"],
    ["a negative duration", { method: "GET", durationMs: -1 }, "durationMs: not_finite"],
    [
      "a getter that throws",
      {
        ...request,
        get path() {
          throw new Error("no");
        },
      },
      "path: unreadable",
    ],
    [
      "nothing but throwing",
      new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
        },
      ),
      "unreadable",
    ],
  ])("delivers a request with %s, and flags what it replaced", async (_, hostile, flag) => {
    const client = create();
    expect(() => client.recordRequest(hostile as RequestInput)).not.toThrow();
    client.recordRequest(request);
    await client.flush();
    expect(endpoint.requests).toHaveLength(2);
    expect(endpoint.requests[0]!.metadata!["peek.replaced"]).toContain(flag);
    expect(endpoint.requests[1]).not.toHaveProperty("metadata");
  });

  it("leaves out fields of a wrong type and keeps the rest", async () => {
    const cyclic: Record<string, unknown> = { tier: "gold", big: 10n, not: Number.NaN };
    cyclic["self"] = cyclic;
    const client = create();
    client.recordRequest({
      ...request,
      status: "200" as never,
      path: [] as never,
      metadata: cyclic as never,
    });
    await client.flush();
    const [stored] = endpoint.requests;
    expect(stored).toMatchObject({
      method: "GET",
      route: "/a/:id",
      metadata: {
        tier: "gold",
        big: "10",
        "peek.replaced":
          "path: no_text, status: out_of_range, metadata.big: bigint, metadata.not: not_finite, metadata.self: cyclic",
      },
    });
    expect(stored).not.toHaveProperty("status");
    expect(stored).not.toHaveProperty("path");
  });

  it("gives up metadata, then bodies, then headers of a record that is too large", async () => {
    const client = create({ maxEventBytes: 2_000 });
    client.recordRequest({ ...request, metadata: { a: "x".repeat(1_900) }, requestBody: "small" });
    client.recordRequest({
      ...request,
      requestBody: "x".repeat(1_900),
      requestHeaders: { accept: "*" },
    });
    await client.flush();
    expect(endpoint.requests[0]).toMatchObject({ requestBody: "small" });
    expect(endpoint.requests[0]).not.toHaveProperty("metadata");
    expect(endpoint.requests[1]).toMatchObject({ requestHeaders: { accept: "*" } });
    expect(endpoint.requests[1]).not.toHaveProperty("requestBody");
  });

  it("counts exactly what it does not keep singly", async () => {
    const client = create({ sampleRate: 0 });
    for (let i = 0; i < 100; i++) {
      client.recordRequest({
        ...request,
        durationMs: i,
        status: i < 30 ? 500 : 200,
        consumer: `c${i % 2}`,
      });
    }
    await client.flush();
    const summaries = endpoint.envelopes.flatMap(({ batch }) =>
      batch.groups.flatMap((group) => group.summaries.map(({ value }) => value)),
    );
    expect(new Map(summaries.map(({ status, count }) => [status, count]))).toEqual(
      new Map([
        [500, 30],
        [200, 70],
      ]),
    );
    expect(summaries.flatMap(({ consumers }) => consumers)).toHaveLength(4);
    expect(client.stats()).toMatchObject({ accepted: 100, summarised: 100, delivered: 0 });
  });

  it("keeps to its memory bound without a disk, and still counts exactly", async () => {
    let open = false;
    const scripted = await startScriptedEndpoint((_, response) => {
      if (open) accept(response);
      else response.writeHead(503).end();
    });
    const client = create({
      endpoint: scripted.url,
      maxStorageBytes: 0,
      batchSize: 100,
      maxBufferSize: 200,
    });
    for (let i = 0; i < 5_000; i++) client.recordRequest(request);
    expect(client.pendingCount).toBe(200);
    expect(client.stats()).toMatchObject({ accepted: 5_000, pending: 200, summarised: 4_800 });
    open = true;
    await client.flush();
    const groups = scripted.arrived.flatMap(({ body }) => body.groups);
    const summarised = groups.flatMap(({ summaries = [] }) => summaries.map(({ count }) => count));
    expect(summarised.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(4_800);
    expect(client.stats()).toMatchObject({
      delivered: 200,
      summarised: 4_800,
      pending: 0,
      dropped: {},
    });
    await scripted.close();
  });

  it("holds few bytes of large records in memory and delivers them all", async () => {
    const client = create({ flushInterval: 60_000, maxRetries: 0, endpoint: "http://127.0.0.1:1" });
    const before = memoryInUse();
    for (let i = 0; i < 2_000; i++) {
      client.recordRequest({ ...request, requestBody: `${i}`.padEnd(30_000, "x") });
    }
    expect(memoryInUse() - before).toBeLessThan(24 * 1024 * 1024);
    expect(client.stats()).toMatchObject({ accepted: 2_000, summarised: 0, dropped: {} });
  });

  it("is not stalled by texts of 20 MB", async () => {
    const client = create();
    const huge = "/x".repeat(10_000_000);
    const started = performance.now();
    client.recordRequest({ ...request, path: huge, metadata: { huge }, requestBody: huge });
    await client.flush();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(endpoint.requests[0]!.path).toHaveLength(2_048);
  });

  it("ends within its timeout while the endpoint hangs, and leaves the rest to the next start", async () => {
    const hanging = await startScriptedEndpoint(() => undefined);
    const client = create({ endpoint: hanging.url });
    for (let i = 0; i < 700; i++) client.recordRequest(request);
    const started = performance.now();
    const result = await client.shutdown({ timeout: 200 });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(result).toEqual({ delivered: 0, spooled: 700, pending: 0 });
    client.recordRequest(request);
    expect(client.stats()).toMatchObject({ accepted: 701, spooled: 700, dropped: { shutdown: 1 } });
    await hanging.close();
  });

  it("hands what it left to the next client of the same service, and to no other", async () => {
    const options = { endpoint: endpoint.url };
    await endpoint.close();
    const first = create({ ...options, maxRetries: 0 });
    for (let i = 0; i < 10; i++) first.recordRequest(request);
    expect(await first.shutdown({ timeout: 100 })).toMatchObject({ spooled: 10 });
    const port = Number(new URL(options.endpoint).port);
    const revived = await startScriptedEndpoint((_, response) => accept(response), port);
    create({ ...options, service: "other" });
    create(options);
    await vi.waitFor(() => expect(revived.arrived).toHaveLength(1), 2_000);
    expect(revived.arrived[0]!.key).toMatch(/:1-10$/);
    await revived.close();
  });

  it("works for no request of the app: its deliveries run outside their async contexts", async () => {
    const storage = new AsyncLocalStorage<string>();
    let seen: string | undefined = "none";
    const client = create({
      onError: () => (seen = storage.getStore()),
      endpoint: "http://127.0.0.1:1",
    });
    storage.run("a request", () => client.recordRequest(request));
    await vi.waitFor(() => expect(seen).toBeUndefined(), 2_000);
  });

  it("does nothing when disabled, and nothing in production without an endpoint", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    vi.stubEnv("NODE_ENV", "production");
    const idle = createPeek();
    idle.recordRequest(request);
    expect(idle.stats().accepted).toBe(0);
    expect(written.mock.calls.map(String)).toEqual([expect.stringContaining("PEEK_W_NO_ENDPOINT")]);
    const disabled = createPeek({ disabled: true, endpoint: endpoint.url });
    disabled.recordRequest(request);
    expect(await disabled.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    vi.unstubAllEnvs();
    written.mockRestore();
  });

  it("tells the collector of itself when an adapter mounts it, before there is a request", async () => {
    const client = create();
    createMount(
      client,
      {},
      { name: "@peekjs/express", version: "1.2.3", routeOf: () => undefined },
    );
    await vi.waitFor(() => expect(endpoint.envelopes).toHaveLength(1));
    expect(endpoint.envelopes[0]!.batch).toMatchObject({
      sdk: { name: "@peekjs/express", version: "1.2.3" },
      resource: { service: "orders" },
      groups: [],
    });
  });

  it("says each kind of trouble once a minute, in one line", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const client = create({ onError: undefined, endpoint: "http://127.0.0.1:1", maxRetries: 3 });
    client.recordRequest(request);
    await client.flush();
    const lines = written.mock.calls.map(String);
    written.mockRestore();
    expect(lines).toEqual([
      expect.stringMatching(/^\[peek\] PEEK_E_UNREACHABLE .*ECONNREFUSED.*\n,?$/),
    ]);
  });
});
