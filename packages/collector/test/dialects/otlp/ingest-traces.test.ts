import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";
import { captures, type Capture } from "../support/captures.ts";

/** When the exporters' spans ended, a moment before they were sent. */
const NOW = Date.UTC(2026, 10, 21, 16, 36, 20);
const HOUR = 3_600_000;
const EXPORTERS = captures.filter(({ client }) => client.startsWith("@opentelemetry/"));

async function start(clock = NOW) {
  const digest = await hashKey("ot_key");
  const collector = await startCollector({
    store: await emptyStore(),
    mode: "production",
    keys: createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]),
    clock: () => clock,
  });
  const replay = async ({ requests: [request] }: Capture): Promise<Response> => {
    const { url, headers, body } = request!;
    const sent = new Headers(headers);
    sent.delete("transfer-encoding");
    return collector.collector.fetch(
      new Request(`http://peek.example${url}`, {
        method: "POST",
        headers: sent,
        body: Buffer.from(body, "base64"),
      }),
    );
  };
  const stored = async () => {
    const { store } = collector;
    const range = { from: clock - 24 * HOUR, to: clock + HOUR };
    return (await store.requests({ ...range, filter: [], limit: 100 })).requests;
  };
  return { ...collector, replay, stored };
}

describe.each(EXPORTERS)("$client", (capture) => {
  it("has each span of a server kept once as a request, also when it sends again", async () => {
    const { replay, stored, store } = await start();
    for (let attempt = 0; attempt < 2; attempt++) {
      const response = await replay(capture);
      const { headers } = capture.requests[0]!;
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe(headers["content-type"]);
      expect(["", "{}"]).toContain(await response.text());
    }
    const [old, stable, ...others] = await stored();
    expect(others).toEqual([]);
    expect(stable).toMatchObject({
      service: "orders",
      environment: "staging",
      method: "GET",
      route: "/users/:id",
      path: "/users/7",
      status: 500,
      durationMs: 12.5,
      consumer: "u1",
      responseBytes: 12,
      protocol: "1.1",
      userAgent: "curl/8 ✓",
      errorType: "TypeError",
      errorMessage: "boom",
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(NOW - stable!.timestamp).toBeLessThan(60_000);
    expect(stable!.clientAddress).toBeUndefined();
    expect(old).toMatchObject({ path: "/old", status: 204, durationMs: 100, protocol: "1.1" });
    expect(JSON.stringify([old, stable])).not.toContain("secret");
    expect(await store.services()).toHaveLength(1);
  });

  it("may have a clock that is hours ahead", async () => {
    const { replay, stored } = await start(NOW - 3 * HOUR);
    await replay(capture);
    const requests = await stored();
    expect(requests).toHaveLength(2);
    for (const { timestamp } of requests) {
      expect(Math.abs(timestamp - (NOW - 3 * HOUR))).toBeLessThan(60_000);
    }
  });
});

describe("POST /v1/traces", () => {
  it.each([
    ["JSON", "application/json", "{"],
    ["protobuf", "application/x-protobuf", new Uint8Array([10, 5, 1])],
  ])("tells in %s what it cannot read, and which key it does not know", async (_, type, body) => {
    const { post } = await start();
    const headers = { "content-type": type, "x-api-key": "ot_key" };
    const unreadable = await post("/v1/traces", body, headers);
    expect(unreadable.status).toBe(400);
    expect(unreadable.headers.get("content-type")).toBe(type);
    expect(await unreadable.text()).toContain("The body is not");
    const unknown = await post("/v1/traces", body, { ...headers, "x-api-key": "other" });
    expect(unknown.status).toBe(401);
    expect(await unknown.text()).toContain("peek keys register");
  });

  it("takes the good spans beside bad ones, and tells how many were not kept", async () => {
    const { post, stored } = await start();
    const span = (status: unknown): object => ({
      kind: "SPAN_KIND_SERVER",
      startTimeUnixNano: String((NOW - 1_000) * 1e6),
      endTimeUnixNano: (NOW - 990) * 1e6,
      attributes: [
        { key: "http.method", value: { stringValue: "GET" } },
        { key: "http.url", value: { stringValue: "https://shop.example/cart?token=secret#top" } },
        { key: "http.status_code", value: { intValue: status } },
        null,
        { key: 7 },
      ],
    });
    const spans = [span("200"), span(99), { kind: 2 }, null, { kind: 2, attributes: 7 }];
    const headers = { authorization: "Bearer ot_key" };
    const body = { resourceSpans: [{ scopeSpans: [{ spans }] }, { resource: 7 }, 7] };
    const response = await post("/v1/traces", body, headers);
    expect(await response.json()).toMatchObject({
      partialSuccess: {
        rejectedSpans: "1",
        errorMessage: expect.stringContaining("100–599") as string,
      },
    });
    expect(await stored()).toMatchObject([
      {
        service: "unknown_service",
        environment: "production",
        path: "/cart",
        status: 200,
        durationMs: 10,
      },
    ]);
  });

  it("is no less taken for a number that is none", async () => {
    const { post, stored } = await start();
    const odd = { key: "http.response.body.size", value: { intValue: { toString: 1 } } };
    const attributes = [{ key: "http.request.method", value: { stringValue: "GET" } }, odd];
    const times = { startTimeUnixNano: `${NOW}000000`, endTimeUnixNano: `${NOW}000000` };
    const resourceSpans = [
      {
        resource: { attributes: [odd] },
        scopeSpans: [{ spans: [{ ...times, kind: 2, attributes }] }],
      },
    ];
    const headers = { authorization: "Bearer ot_key" };
    expect((await post("/v1/traces", { resourceSpans }, headers)).status).toBe(200);
    expect(await stored()).toMatchObject([{ method: "GET" }]);
  });

  it.each(["/v1/logs", "/v1/metrics"])("%s is taken and not kept", async (path) => {
    const { post } = await start();
    const response = await post(path, {}, { authorization: "Bearer ot_key" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ partialSuccess: { rejectedSpans: "0" } });
  });
});
