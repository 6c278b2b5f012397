import type { StoredRequest } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { said } from "./support/calls.ts";
import { KEY, RunningCollector } from "./support/running-collector.ts";
import { canImport, loadFrom, runPython } from "./support/source-clients.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const GIVEN_TIME = "2026-01-02T03:04:05.678Z";
const ORDER = {
  type: "track",
  event: "Order ✓",
  userId: "u1",
  properties: { revenue: 49.99, nested: { a: [1, 2, { b: null }] }, text: "日本 😀" },
};
const IDENTITY = {
  type: "identify",
  userId: "u1",
  traits: { email: "a@example.com", plan: "pro" },
};

/** What of a user's events was said, the smallest first, and when. */
async function keptEvents(collector: RunningCollector) {
  const events = await collector.events();
  const timed = events.map((event): [object, number] => [said(event), event.timestamp]);
  return timed.toSorted(([one], [other]) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

interface Serla {
  identify: (id: string, properties: object) => Promise<void>;
  track: (event: object) => void;
  captureException: (error: unknown, options: object) => Promise<void>;
  trackLLM: (generation: object) => Promise<void>;
  shutdown: () => Promise<void>;
}

const serlaNode = loadFrom("serla-dev/packages/serla-node/src/index.ts");

describe.skipIf(serlaNode === undefined)("Serla's client for Node", () => {
  it("has every call kept once, as it was made", async () => {
    const collector = await RunningCollector.start();
    const { Serla } = (await serlaNode!()) as { Serla: new (options: object) => Serla };
    const client = new Serla({ apiKey: KEY, host: collector.url, flushIntervalMs: 200 });
    await client.identify("u1", IDENTITY.traits);
    const { event: name, properties } = ORDER;
    client.track({ name, distinctId: "u1", properties, timestamp: new Date(GIVEN_TIME) });
    client.track({ name: "Sent", distinctId: "u1", timestamp: GIVEN_TIME });
    client.track({ name: "Alike", distinctId: "u1" });
    client.track({ name: "Alike", distinctId: "u1" });
    const options = { distinctId: "u1", context: { step: "checkout" }, release: "1.2.3" };
    await client.captureException(new TypeError("boom"), options);
    const generation = { model: "m1", inputTokens: 12, output: { text: "✓" } };
    await client.trackLLM({ ...generation, distinctId: "u1" });
    await client.shutdown();

    const kept = await keptEvents(collector);
    const calls = kept.map(([call]) => call);
    const alike = { type: "track", event: "Alike", userId: "u1" };
    const error = { message: "boom", type: "TypeError", release: "1.2.3" };
    expect(calls).toHaveLength(7);
    expect(calls.filter((call) => JSON.stringify(call) === JSON.stringify(alike))).toHaveLength(2);
    for (const call of [
      IDENTITY,
      ORDER,
      { type: "track", event: "Sent", userId: "u1" },
      {
        type: "track",
        event: "$error",
        userId: "u1",
        properties: expect.objectContaining({ ...error, metadata: { step: "checkout" } }),
      },
      { type: "track", event: "$llm_generation", userId: "u1", properties: generation },
    ]) {
      expect(calls).toContainEqual(call);
    }
    const times = kept.filter(([call]) => "event" in call && /Order|Sent/.test(String(call.event)));
    expect(times.map(([, time]) => time)).toEqual([GIVEN_TIME, GIVEN_TIME].map(Date.parse));
  });
});

describe.skipIf(!canImport("serla"))("Serla's client for Python", () => {
  it("has every call kept once, as it was made", async () => {
    const collector = await RunningCollector.start();
    await runPython("serla_calls", { KEY, URL: collector.url });
    const kept = await keptEvents(collector);
    expect(kept.map(([call]) => call)).toEqual([
      IDENTITY,
      { type: "track", event: "Alike", userId: "u1" },
      { type: "track", event: "Alike", userId: "u1" },
      ORDER,
      { type: "track", event: "Paid", userId: "u1" },
      { type: "track", event: "Sent", userId: "u1" },
    ]);
    const given = kept.slice(3).map(([, time]) => time);
    expect(given).toEqual([GIVEN_TIME, GIVEN_TIME, GIVEN_TIME].map(Date.parse));
  });
});

/** Requests as both of PeekAPI's clients take them. */
function reports(): object[] {
  const timestamp = new Date(Date.now() - 1_000).toISOString();
  const request = { method: "GET", status_code: 200, response_time_ms: 1.25, timestamp };
  return [
    {
      ...request,
      path: "/orders/ü✓",
      request_size: 12,
      response_size: 345,
      consumer_id: "hash:é",
      metadata: { plan: "pro", retries: 2, cached: false, nested: { a: [1] } },
    },
    { ...request, method: "POST", path: "/users/:id", status_code: 500, response_time_ms: 0 },
    { ...request, path: "/search?q=secret", status_code: 404 },
    { ...request, path: "/alike" },
    { ...request, path: "/alike" },
  ];
}

const KEPT_OF_REPORTS: Partial<StoredRequest>[] = [
  { method: "GET", path: "/alike", status: 200, durationMs: 1.25 },
  { method: "GET", path: "/alike", status: 200, durationMs: 1.25 },
  {
    method: "GET",
    path: "/orders/ü✓",
    status: 200,
    durationMs: 1.25,
    requestBytes: 12,
    responseBytes: 345,
    consumer: "hash:é",
    metadata: { plan: "pro", retries: 2, cached: false, nested: '{"a":[1]}' },
  },
  { method: "GET", path: "/search", status: 404, durationMs: 1.25 },
  { method: "POST", route: "/users/:id", status: 500, durationMs: 0 },
];

async function expectReports(collector: RunningCollector, timestamp: number): Promise<void> {
  await expect.poll(async () => (await collector.requests()).length).toBe(KEPT_OF_REPORTS.length);
  const place = ({ method, path = "" }: StoredRequest): string => `${method} ${path}`;
  const requests = (await collector.requests()).toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
  expect(requests).toMatchObject(
    KEPT_OF_REPORTS.map((report) => ({ service: "shop", timestamp, ...report })),
  );
}

const timeOf = ([report]: object[]): number =>
  Date.parse((report as { timestamp: string }).timestamp);

interface PeekApi {
  track: (request: object) => void;
  shutdown: () => Promise<void>;
}

const peekApiNode = loadFrom("sdk-node/src/client.ts");

describe.skipIf(peekApiNode === undefined)("PeekAPI's client for Node", () => {
  it("has every request kept once, as it was reported", async () => {
    const collector = await RunningCollector.start();
    const { PeekApiClient } = (await peekApiNode!()) as {
      PeekApiClient: new (options: object) => PeekApi;
    };
    const client = new PeekApiClient({
      apiKey: KEY,
      endpoint: `${collector.url}/v1/events`,
      storagePath: `${temporaryFolder()}/events.jsonl`,
    });
    const requests = reports();
    const timestamp = timeOf(requests);
    for (const request of requests) client.track(request);
    await client.shutdown();
    await expectReports(collector, timestamp);
  });
});

describe.skipIf(!canImport("peekapi"))("PeekAPI's client for Python", () => {
  it("has every request kept once, as it was reported", async () => {
    const collector = await RunningCollector.start();
    const requests = reports();
    const env = { KEY, URL: collector.url, FOLDER: temporaryFolder() };
    await runPython("peekapi_calls", env, JSON.stringify(requests));
    await expectReports(collector, timeOf(requests));
  });
});
