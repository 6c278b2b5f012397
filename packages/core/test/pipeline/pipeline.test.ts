import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek, type PeekError, type PeekOptions } from "@peekjs/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { adapterClient } from "../support/adapter-client.ts";
import { readSegments } from "../support/read-segments.ts";
import { accept, numbersOf, startScriptedEndpoint } from "../support/scripted-endpoint.ts";

type Endpoint = Awaited<ReturnType<typeof startScriptedEndpoint>>;

let folder: string;
let endpoint: Endpoint;
let isUp: boolean;
let isSlow: boolean;
/** Answers that are not given yet. */
let held: ServerResponse[];
let clients: Peek[];
let errors: PeekError[];

function open(options: PeekOptions): Peek {
  const client = createPeek({
    endpoint: endpoint.url,
    storagePath: folder,
    service: "orders",
    onError: (error) => errors.push(error),
    ...options,
  });
  clients.push(client);
  return client;
}
function record(client: Peek, count: number, route = "/a"): void {
  for (let i = 0; i < count; i++) client.recordRequest({ method: "GET", route, durationMs: 1 });
}
const written = (): string => readSegments(folder);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "peek-pipeline-"));
  clients = [];
  errors = [];
  isUp = true;
  isSlow = false;
  held = [];
  endpoint = await startScriptedEndpoint((_, response) => {
    if (isSlow) held.push(response);
    else if (isUp) accept(response);
    else response.writeHead(503).end();
  });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const client of clients) await client.shutdown({ timeout: 10 });
  await endpoint.close();
  rmSync(folder, { recursive: true, force: true });
});

it("has written what a flush could not deliver when that returns: the process may be frozen then", async () => {
  isUp = false;
  const client = open({});
  record(client, 1);
  await client.flush({ timeout: 20 });
  expect(written()).toContain('"last":1');
});

describe("a batch's worth of records", () => {
  it("is not written to disk when it is delivered in time", async () => {
    // The time to write never comes.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const client = open({ batchSize: 100 });
    record(client, 100);
    await client.flush();
    expect(client.stats().delivered).toBe(100);
    expect(written()).toBe("");
  });

  it.each(["memory", "interval", "event"] as const)(
    "is delivered at once, also when groups were written in between, with durability %s",
    async (durability) => {
      const client = open({ durability, batchSize: 100, flushInterval: 60_000 });
      record(client, 60);
      if (durability !== "memory") {
        await vi.waitFor(() => expect(written()).toContain('"first":1'));
      }
      record(client, 60);
      await vi.waitFor(() => expect(endpoint.arrived).not.toEqual([]));
      expect(numbersOf(endpoint.arrived[0]!)).toHaveLength(100);
    },
  );

  it("takes no small delivery with it: what comes before it leaves waits for the next", async () => {
    const client = open({ batchSize: 100, flushInterval: 60_000 });
    record(client, 120);
    await vi.waitFor(() => expect(endpoint.arrived).toHaveLength(1));
    record(client, 80);
    await vi.waitFor(() => expect(endpoint.arrived).toHaveLength(2));
    expect(endpoint.arrived.map((delivery) => numbersOf(delivery).length)).toEqual([100, 100]);
  });

  it("takes with it no small delivery of what was written while it was under way", async () => {
    isSlow = true;
    const client = open({ batchSize: 100, flushInterval: 60_000 });
    record(client, 100);
    await vi.waitFor(() => expect(held).toHaveLength(1));
    record(client, 10);
    await vi.waitFor(() => expect(written()).toContain('"first":101'));
    isSlow = false;
    accept(held[0]!);
    await vi.waitFor(() => expect(client.stats().delivered).toBe(100));
    record(client, 90);
    await vi.waitFor(() => expect(endpoint.arrived).toHaveLength(2));
    expect(numbersOf(endpoint.arrived[1]!)).toHaveLength(100);
  });

  it("is one again after a flush: what that delivered does not count towards the next", async () => {
    const client = open({ batchSize: 100, flushInterval: 60_000 });
    record(client, 60);
    await client.flush();
    record(client, 100);
    await vi.waitFor(() => expect(endpoint.arrived).toHaveLength(2));
    expect(endpoint.arrived.map((delivery) => numbersOf(delivery).length)).toEqual([60, 100]);
  });

  it("of one record is on disk soon when nobody takes it", async () => {
    isUp = false;
    const client = open({ batchSize: 1 });
    record(client, 1);
    await vi.waitFor(() => expect(written()).toContain('"first":1'));
  });
});

describe("requests that are only counted", () => {
  it.each(["interval", "event"] as const)(
    "have their counts written ahead too, with durability %s",
    async (durability) => {
      isUp = false;
      const client = open({ durability, sampleRate: 0, flushInterval: 60_000 });
      record(client, 7);
      await vi.waitFor(() => expect(written()).toContain('"count":7'));
    },
  );

  it("are dropped and counted when their counts find no room even at the end", async () => {
    isUp = false;
    const options = { maxStorageBytes: 1, batchSize: 10, maxBufferSize: 10, maxRetries: 0 };
    const client = open({ ...options, flushInterval: 60_000 });
    record(client, 25);
    expect(client.stats()).toMatchObject({ pending: 10, summarised: 15 });
    await client.shutdown({ timeout: 100 });
    expect(client.stats()).toMatchObject({ summarised: 0, dropped: { buffer_full: 15 } });
  });
});

describe("what other processes left behind", () => {
  it("is looked for again while a client lives", async () => {
    isUp = false;
    const first = open({ maxRetries: 0 });
    record(first, 3);
    await first.shutdown({ timeout: 200 });
    const service = join(folder, readdirSync(folder)[0]!);
    const lease = join(service, readdirSync(service)[0]!, "lease.json");
    writeFileSync(lease, JSON.stringify({ host: "another", pid: 1 }));
    isUp = true;
    endpoint.arrived.length = 0;
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    open({ flushInterval: 50 });
    // The first look finds an owner that lives.
    await vi.advanceTimersByTimeAsync(1_000);
    utimesSync(lease, 0, 0);
    await vi.advanceTimersByTimeAsync(18_000);
    expect(endpoint.arrived.flatMap(numbersOf)).toEqual([]);
    // No further than the look and its delivery, whose timeout would pass while the request is under way.
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(endpoint.arrived.flatMap(numbersOf)).toEqual([1, 2, 3]));
  });
});

describe("without room", () => {
  it("leaves a disk that failed alone for a while", () => {
    const client = open({ endpoint: "http://127.0.0.1:9", maxBufferSize: 1_000 });
    record(client, 1);
    const service = join(folder, readdirSync(folder)[0]!);
    rmSync(service, { recursive: true });
    writeFileSync(service, "where the folder was");
    const started = performance.now();
    record(client, 20_000);
    const seconds = Math.ceil((performance.now() - started) / 1_000);
    const tries = errors.filter(({ code }) => code === "PEEK_W_SPOOL").length;
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThanOrEqual(seconds);
  });

  it("goes on counting in the same summaries instead of collecting more of them", async () => {
    isUp = false;
    // It tries again at once.
    vi.spyOn(Math, "random").mockReturnValue(0);
    const client = open({
      maxStorageBytes: 0,
      batchSize: 10,
      maxBufferSize: 10,
      maxRetries: 1_000,
      flushInterval: 50,
    });
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 100; i++) record(client, 2, `/r/${i}`);
      const { length } = endpoint.arrived;
      await vi.waitFor(() => expect(endpoint.arrived.length).toBeGreaterThan(length), 10_000);
    }
    isUp = true;
    endpoint.arrived.length = 0;
    await client.flush();
    const summaries = endpoint.arrived.flatMap(({ body }) =>
      body.groups.flatMap(({ summaries = [] }) => summaries.map(({ count }) => count)),
    );
    expect(summaries.reduce((sum, count) => sum + count, 0)).toBe(990);
    // One for each route, and once more where a minute began in between.
    expect(summaries.length).toBeLessThanOrEqual(200);
  });
});

it("knows when a request began though a product event came before the first", () => {
  const client = open({});
  client.track({ event: "Ordered", userId: "u1" });
  const began = adapterClient(client).wallTime(performance.now());
  expect(Math.abs(began - Date.now())).toBeLessThan(1_000);
});
