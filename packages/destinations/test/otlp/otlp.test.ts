import { gunzipSync } from "node:zlib";
import { otlp } from "@peekjs/destinations";
import { startVendor, type VendorAnswer, type VendorRequest } from "@peekjs/testing";
import { afterEach, expect, it, vi } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK } from "../runner/example.ts";

const SOURCE = { service: "shop", environment: "production" };
const RESOURCE = {
  attributes: [
    { key: "service.name", value: { stringValue: "shop" } },
    { key: "deployment.environment.name", value: { stringValue: "production" } },
  ],
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

it("sends product events as log records with an event name", async () => {
  await using vendor = await startVendor();
  const connection = otlp({ endpoint: vendor.url, headers: { "x-key": "k" }, ...QUICK }).connect();
  const timestamp = 1_767_323_045_678;
  const properties = { rows: 3, ratio: 0.5, ok: true, tags: ["a"], email: "john@example.com" };
  await connection.enqueue([trackEvent({ eventId: "e-1", timestamp, properties })], SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  const [request] = vendor.requests;
  expect(request).toMatchObject({ path: "/v1/logs", headers: { "x-key": "k" } });
  const [{ resource, scopeLogs }] = request!.json.resourceLogs;
  expect(resource).toEqual(RESOURCE);
  expect(scopeLogs[0].logRecords).toMatchObject([
    {
      timeUnixNano: "1767323045678000000",
      severityNumber: 9,
      eventName: "Report Exported",
      attributes: [
        { key: "peek.event.id", value: { stringValue: "e-1" } },
        { key: "peek.event.type", value: { stringValue: "track" } },
        { key: "user.id", value: { stringValue: "user-7" } },
      ],
    },
  ]);
  const body: { key: string; value: unknown }[] =
    scopeLogs[0].logRecords[0].body.kvlistValue.values;
  expect(body.find(({ key }) => key === "properties")!.value).toEqual({
    kvlistValue: {
      values: [
        { key: "rows", value: { intValue: "3" } },
        { key: "ratio", value: { doubleValue: 0.5 } },
        { key: "ok", value: { boolValue: true } },
        { key: "tags", value: { arrayValue: { values: [{ stringValue: "a" }] } } },
      ],
    },
  });
});

it("sends requests as server spans that continue the caller's trace", async () => {
  await using vendor = await startVendor();
  const connection = otlp({ endpoint: vendor.url, ...QUICK }).connect();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await connection.enqueueRequests(
    [
      {
        timestamp: 1_000,
        method: "GET",
        route: "/users/:id",
        path: "/users/7",
        status: 500,
        durationMs: 2.5,
        traceId,
        spanId: "b7ad6b7169203331",
        errorType: "TypeError",
        errorMessage: "boom",
      },
    ],
    SOURCE,
  );
  await connection.flush();
  expect(vendor.requests[0]!.path).toBe("/v1/traces");
  const [{ resource, scopeSpans }] = vendor.requests[0]!.json.resourceSpans;
  expect(resource).toEqual(RESOURCE);
  expect(scopeSpans[0].spans[0]).toMatchObject({
    traceId,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    parentSpanId: "b7ad6b7169203331",
    name: "GET /users/:id",
    kind: 2,
    startTimeUnixNano: "1000000000",
    endTimeUnixNano: "1002500000",
    status: { code: 2 },
    events: [{ name: "exception" }],
  });
  expect(scopeSpans[0].spans[0].attributes).toContainEqual({
    key: "http.response.status_code",
    value: { intValue: "500" },
  });
});

it("makes the same ids of a request that comes again, and others of any other", async () => {
  await using vendor = await startVendor();
  const request = { method: "GET", timestamp: 1_000, durationMs: 1 };
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const requests = [
    { ...request, id: "client:7" },
    { ...request, id: "client:8" },
    { ...request, id: "client:9", traceId },
    request,
    request,
  ];
  for (let time = 0; time < 2; time++) {
    const connection = otlp({ endpoint: vendor.url, ...QUICK }).connect();
    await connection.enqueueRequests(requests, SOURCE);
    await connection.flush();
  }
  const [first, second] = vendor.requests.map((sent) => idsOf(sent).slice(0, 3));
  expect(second).toEqual(first);
  expect(first![2]).toMatch(new RegExp(`^${traceId} [0-9a-f]{16}$`));
  const all = vendor.requests.flatMap(idsOf);
  expect(all.every((ids) => /^[0-9a-f]{32} [0-9a-f]{16}$/.test(ids))).toBe(true);
  expect(new Set(all).size).toBe(7);
});

it("keeps a request's ids when the answer is lost", async () => {
  await using vendor = await startVendor(() => "reset");
  const connection = otlp({ endpoint: vendor.url, ...QUICK, circuitFailures: 1_000 }).connect();
  await connection.enqueueRequests([{ method: "GET", timestamp: 1_000, durationMs: 1 }], SOURCE);
  await expect.poll(() => vendor.requests.length).toBeGreaterThan(1);
  vendor.answer = () => ({});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(new Set(vendor.requests.flatMap(idsOf)).size).toBe(1);
});

function idsOf({ json }: VendorRequest): string[] {
  const spans: { traceId: string; spanId: string }[] = json.resourceSpans[0].scopeSpans[0].spans;
  return spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
}

it("sends a product event that comes again as it was", async () => {
  await using vendor = await startVendor();
  for (let time = 0; time < 2; time++) {
    const connection = otlp({ endpoint: vendor.url, ...QUICK }).connect();
    await connection.enqueue([trackEvent({ messageId: "e-1", timestamp: 1_000 })], SOURCE);
    await connection.flush();
    vi.setSystemTime(Date.now() + 60_000);
  }
  const [first, second] = vendor.requests;
  expect(second!.body).toBe(first!.body);
});

it("reads OpenTelemetry's variables, and compresses", async () => {
  await using vendor = await startVendor();
  const bodies: Uint8Array[] = [];
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `${vendor.url}/otlp/`);
  vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20abc,x-a=b");
  vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
  const connection = otlp(QUICK).connect({
    fetch: (input, init) => {
      bodies.push(init!.body as Uint8Array);
      return fetch(input, init);
    },
  });
  await connection.enqueue([trackEvent()], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  expect(vendor.requests[0]).toMatchObject({
    path: "/otlp/v1/logs",
    headers: { authorization: "Basic abc", "x-a": "b", "content-encoding": "gzip" },
  });
  expect(JSON.parse(gunzipSync(bodies[0]!).toString())).toHaveProperty("resourceLogs");
});

it.each<[VendorAnswer, object]>([
  [{ status: 429 }, { delivered: 2, attempts: 2 }],
  [{ status: 502 }, { delivered: 2, attempts: 2 }],
  [{ status: 503 }, { delivered: 2, attempts: 2 }],
  [{ status: 504 }, { delivered: 2, attempts: 2 }],
  [{ status: 400 }, { delivered: 2, attempts: 3 }],
  [{ status: 413 }, { delivered: 2, attempts: 3 }],
  [{ body: { partialSuccess: {} } }, { delivered: 2, attempts: 1 }],
  [
    { body: { partialSuccess: { rejectedLogRecords: "1" } } },
    { delivered: 1, dead: 0, dropped: { rejected: 1 }, attempts: 1 },
  ],
  [
    { body: { partialSuccess: { rejectedLogRecords: "-1", errorMessage: "?" } } },
    { delivered: 2, dropped: {}, attempts: 1 },
  ],
  [{ body: { partialSuccess: { rejectedLogRecords: 0, errorMessage: "slow" } } }, { delivered: 2 }],
  [{ body: { partialSuccess: { rejectedLogRecords: 2 } } }, { dead: 2, attempts: 1 }],
  [{ status: 401 }, { pending: 2, circuit: "open", attempts: 1 }],
])("after %o has %o", async (answer, stats) => {
  let attempt = 0;
  await using vendor = await startVendor(() => (attempt++ === 0 ? answer : {}));
  const options = { endpoint: vendor.url, ...QUICK, circuitCooldown: 60_000 };
  const connection = otlp(options).connect();
  await connection.enqueue(trackEvents(2), {});
  await connection.flush();
  expect(connection.stats()).toMatchObject(stats);
});

it("tells how many of a request were rejected and why, and sends none of them again", async () => {
  const errorMessage = "2 spans are older than the retention of tenant acme";
  await using vendor = await startVendor(() => ({
    body: { partialSuccess: { rejectedSpans: "2", errorMessage } },
  }));
  const report = vi.fn();
  const connection = otlp({ endpoint: vendor.url, ...QUICK }).connect({ report });
  const timestamp = Date.now();
  const requests = [1, 2, 3, 4, 5].map((status) => ({
    method: "GET",
    status: 200 + status,
    timestamp,
    durationMs: 1,
  }));
  await connection.enqueueRequests(requests, SOURCE);
  expect(await connection.flush()).toEqual({ delivered: 3, pending: 0 });
  expect(vendor.requests).toHaveLength(1);
  expect(connection.stats()).toMatchObject({
    accepted: 5,
    delivered: 3,
    pending: 0,
    dead: 0,
    dropped: { rejected: 2 },
    lastFailure: "answered 200, rejected 2 of 5 records",
    lastAnswer: errorMessage,
  });
  expect(report.mock.calls).toEqual([
    [expect.objectContaining({ code: "PEEK_W_DESTINATION_REJECTED" })],
  ]);
  expect(report.mock.calls[0]![0].message).toContain(
    "2 events of a request: answered 200, rejected 2 of 5 records (",
  );
});
