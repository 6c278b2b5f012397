import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { requestAt, type RequestRecord } from "@peekjs/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { handmade } from "../destinations/support.ts";
import { adapterClient } from "../support/adapter-client.ts";
import { accept, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { REQUEST, startClients, type Clients } from "../support/start-clients.ts";

let endpoint: Clients["endpoint"];
let create: Clients["create"];

beforeEach(async () => {
  ({ endpoint, create } = await startClients());
});

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
/** Bytes, after what is no longer used has gone. */
function memoryInUse(): number {
  collectGarbage();
  // What the first leaves to be swept in the background, the second waits for.
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("a client", () => {
  it("counts exactly what it does not keep singly", async () => {
    const client = create({ sampleRate: 0 });
    for (let i = 0; i < 100; i++) {
      client.recordRequest({
        ...REQUEST,
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
    for (let i = 0; i < 5_000; i++) client.recordRequest(REQUEST);
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

  it("counts a request that cannot be written, and writes those beside it", async () => {
    const errors: string[] = [];
    const client = create({ onError: (error) => errors.push(error.code) });
    const hostile = {
      ...REQUEST,
      timestamp: Date.now(),
      get route(): never {
        throw new Error("no");
      },
    };
    client.recordRequest(REQUEST);
    adapterClient(client).accept(hostile);
    client.recordRequest(REQUEST);
    await client.flush();
    expect(client.stats()).toMatchObject({
      accepted: 3,
      delivered: 2,
      dropped: { unencodable: 1 },
    });
    expect(errors).toContain("PEEK_E_INTERNAL");
  });

  it.each([3, 29])("counts what is recorded while others are taken in (%i)", async (position) => {
    const client = create({
      flushInterval: 60_000,
      onError: () => {
        if (client.stats().accepted < 40) client.recordRequest(REQUEST);
      },
    });
    for (let i = 0; i < 30; i++) {
      const hostile = {
        ...REQUEST,
        timestamp: Date.now(),
        get route(): string {
          throw new Error("no");
        },
      };
      if (i === position) adapterClient(client).accept(hostile);
      else client.recordRequest(REQUEST);
    }
    await client.flush();
    const { accepted } = client.stats();
    expect(accepted).toBeGreaterThan(30);
    expect(client.stats()).toMatchObject({ delivered: accepted - 1, dropped: { unencodable: 1 } });
  });

  it.each([1, 5, 37, 64, 150])(
    "sends each %i records as soon as they are there",
    async (batchSize) => {
      const client = create({ batchSize, flushInterval: 60_000 });
      const sizes = (): number[] =>
        endpoint.envelopes
          .map(({ batch }) =>
            batch.groups.reduce((sum, { first, last }) => sum + last! - first! + 1, 0),
          )
          .filter((size) => size > 0);
      for (let batch = 1; batch <= 3; batch++) {
        for (let i = 1; i < batchSize; i++) {
          if (i % 7 === 0) client.track({ event: "paid", userId: "u" });
          else client.recordRequest(REQUEST);
        }
        expect(client.pendingCount).toBe(batchSize - 1);
        client.recordRequest(REQUEST);
        await expect.poll(sizes).toEqual(new Array(batch).fill(batchSize));
        await expect.poll(() => client.pendingCount).toBe(0);
      }
    },
  );

  it.each([
    ["metadata", { metadata: { order: "17" } }],
    ["a long path", { path: `/${"a".repeat(8_192)}` }],
    ["a long credential", { credential: "k".repeat(8_192) }],
    ["a long stack", { errorStack: "x".repeat(8_192) }],
  ])("takes a request in at once that has %s: many together would be a pause", (_, large) => {
    const client = create({ flushInterval: 60_000 });
    let isRead = false;
    const request = {
      ...REQUEST,
      ...large,
      timestamp: Date.now(),
      get route(): string {
        isRead = true;
        return "/a";
      },
    };
    client.recordRequest(REQUEST);
    adapterClient(client).accept(request);
    expect(isRead).toBe(true);
    expect(client.stats()).toMatchObject({ accepted: 2, pending: 2 });
  });

  it("takes requests in as soon as they are long together", () => {
    const client = create({ flushInterval: 60_000 });
    let read = 0;
    for (let i = 1; i <= 4; i++) {
      expect(read).toBe(0);
      adapterClient(client).accept({
        ...REQUEST,
        timestamp: Date.now(),
        path: `/${"a".repeat(2_048)}`,
        get route(): string {
          read++;
          return "/a";
        },
      });
    }
    expect(read).toBeGreaterThanOrEqual(4);
  });

  it("hands requests to destinations as they came: under a key that all know a consumer is as good as shown", async () => {
    const taken: RequestRecord[] = [];
    const destination = handmade({
      enqueueRequests: async (requests) => void taken.push(...requests),
    });
    const client = create({ destinations: [destination] });
    const request = { ...REQUEST, timestamp: Date.now(), credential: "secret" };
    client.recordRequest(REQUEST);
    adapterClient(client).accept({ ...request, consumerSource: "api_key" });
    await client.flush();
    expect(taken).toHaveLength(2);
    expect(taken[1]!.consumer).toBeUndefined();
    const sent = endpoint.envelopes.flatMap(({ batch }) => batch.groups);
    expect(sent.map(({ requests }) => requestAt(requests, 1).consumer)).toEqual([
      expect.stringMatching(/^c_/),
    ]);
  });

  it("holds few bytes of large records in memory and delivers them all", async () => {
    const client = create({ flushInterval: 60_000, maxRetries: 0, endpoint: "http://127.0.0.1:1" });
    const before = memoryInUse();
    for (let i = 0; i < 2_000; i++) {
      client.recordRequest({ ...REQUEST, requestBody: `${i}`.padEnd(30_000, "x") });
    }
    expect(memoryInUse() - before).toBeLessThan(24 * 1024 * 1024);
    expect(client.stats()).toMatchObject({ accepted: 2_000, summarised: 0, dropped: {} });
  });
});
