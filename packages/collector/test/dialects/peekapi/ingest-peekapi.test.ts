import { describe, expect, it, vi } from "vitest";
import { type CollectorStatus, type RequestsPage, StoreBusyError } from "@peekjs/protocol";
import { startCollector, type TestCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const HEADERS = { "x-api-key": "ak_live_test", "x-peekapi-sdk": "node/0.1.0" };

const GOOD = { method: "GET", path: "/", status_code: 200, response_time_ms: 1 };

async function stored({ get }: TestCollector, count: number): Promise<RequestsPage["requests"]> {
  const read = async (): Promise<RequestsPage["requests"]> =>
    ((await (await get("/peek/v1/requests")).json()) as RequestsPage).requests;
  await expect.poll(async () => (await read()).length).toBe(count);
  return read();
}

describe("POST /v1/events", () => {
  it("waits for a busy store, so that the client writes nothing to its file over it", async () => {
    const store = await emptyStore();
    vi.spyOn(store, "append").mockRejectedValueOnce(new StoreBusyError("full", 1));
    const collector = await startCollector({ store });
    expect((await collector.post("/v1/events", [GOOD])).status).toBe(202);
    await stored(collector, 1);
  });

  it("keeps what PeekAPI's client for Node sends", async () => {
    const collector = await startCollector({ store: await emptyStore() });
    const timestamp = Date.now() - 1_000;
    const response = await collector.post(
      "/v1/events",
      [
        {
          method: "GET",
          path: "/api/users?token=secret",
          status_code: 200,
          response_time_ms: 42,
          request_size: 0,
          response_size: 128,
          consumer_id: "hash_abc",
          timestamp: new Date(timestamp).toISOString(),
          metadata: { a: 1 },
        },
        { method: "POST", path: "/api/ü✓", status_code: 500, response_time_ms: 1.5 },
      ],
      HEADERS,
    );
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ success: true, accepted: 2, rejected: [] });
    const requests = await stored(collector, 2);
    expect(requests.find(({ method }) => method === "GET")).toMatchObject({
      timestamp,
      path: "/api/users",
      status: 200,
      durationMs: 42,
      requestBytes: 0,
      responseBytes: 128,
      consumer: "hash_abc",
      metadata: { a: 1 },
    });
    expect(requests.find(({ method }) => method === "POST")).toMatchObject({ path: "/api/ü✓" });
    expect(requests.every(({ route }) => route === undefined)).toBe(true);
    const status = (await (await collector.get("/peek/v1/status")).json()) as CollectorStatus;
    expect(status.clients).toMatchObject([{ sdk: "peekapi-node 0.1.0", requests: 2 }]);
  });

  it("keeps the times that its client for Python writes", async () => {
    const collector = await startCollector({ store: await emptyStore() });
    const timestamp = new Date(Date.now()).toISOString().replace("Z", "241+00:00");
    const event = { method: "GET", path: "/", status_code: 200, response_time_ms: 1, timestamp };
    const response = await collector.post("/v1/events", [event], {
      "x-peekapi-sdk": "python/0.1.0",
    });
    expect(await response.json()).toMatchObject({ accepted: 1 });
    expect(await stored(collector, 1)).toMatchObject([{ timestamp: Date.parse(timestamp) }]);
  });

  it("keeps the good events beside bad ones", async () => {
    const { post } = await startCollector();
    const events = [
      GOOD,
      null,
      7,
      { ...GOOD, status_code: 99 },
      { ...GOOD, response_time_ms: -1 },
      GOOD,
    ];
    const response = await post("/v1/events", events);
    expect(response.status).toBe(202);
    const { accepted, rejected } = (await response.json()) as {
      accepted: number;
      rejected: { number: number }[];
    };
    expect(accepted).toBe(2);
    expect(rejected.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("refuses what is no array", async () => {
    const { post } = await startCollector();
    const single = await post("/v1/events", { method: "GET" });
    expect(single.status).toBe(400);
    expect(await single.json()).toMatchObject({ code: "PEEK_E_ENVELOPE" });
  });

  it("takes the largest batch that its clients send by default, which they never send in parts", async () => {
    const { post } = await startCollector();
    const metadata = { note: "x".repeat(65_000) };
    const events = Array.from({ length: 250 }, () => ({ ...GOOD, metadata }));
    const response = await post("/v1/events", events);
    expect(await response.json()).toEqual({ success: true, accepted: 250, rejected: [] });
  });

  it("takes more requests than fit into a batch of its own", async () => {
    const { post } = await startCollector();
    const events = Array.from({ length: 20_001 }, () => GOOD);
    const response = await post("/v1/events", [...events, null]);
    expect(await response.json()).toMatchObject({
      accepted: 20_001,
      rejected: [{ number: 20_001, code: "PEEK_E_TYPE" }],
    });
  });

  it("names the first of what it refuses", async () => {
    const { post } = await startCollector();
    const response = await post(
      "/v1/events",
      Array.from({ length: 3_000 }, () => 0),
    );
    const { accepted, rejected } = (await response.json()) as Record<string, unknown>;
    expect(accepted).toBe(0);
    expect(rejected).toHaveLength(1_000);
  });

  it("keeps requests whose metadata is nested, however deep, or has what is no number", async () => {
    const collector = await startCollector({ store: await emptyStore() });
    const deep = `{"a":${"[".repeat(100)}${"]".repeat(100)}}`;
    const body = `[
      {"method":"GET","path":"/deep","status_code":200,"response_time_ms":1,"metadata":${deep}},
      {"method":"GET","path":"/NaN","status_code":200,"response_time_ms":1,
       "metadata":{"ratio":NaN,"most":-Infinity,"text":"\\" NaN"}}]`;
    const response = await collector.post("/v1/events", body);
    expect(await response.json()).toMatchObject({ accepted: 2 });
    const requests = await stored(collector, 2);
    expect(requests.find(({ path }) => path === "/NaN")!.metadata).toEqual({
      ratio: null,
      most: null,
      text: '" NaN',
    });
    expect(requests.find(({ path }) => path === "/deep")!.metadata).toEqual({
      a: "[".repeat(100) + "]".repeat(100),
    });
  });

  it.each([3, 72])(
    "moves the times of a client whose clock is %d hours ahead, and says what is refused on the status page",
    async (hours) => {
      const collector = await startCollector({ store: await emptyStore() });
      const ahead = Date.now() + hours * 3_600_000;
      const at = (time: number): object => ({ ...GOOD, timestamp: new Date(time).toISOString() });
      const events = [at(ahead - 5_000), at(ahead), at(Date.UTC(9000, 0)), at(0)];
      const response = await collector.post("/v1/events", events);
      expect(await response.json()).toMatchObject({
        accepted: 2,
        rejected: [{ number: 2 }, { number: 3 }],
      });
      const [last, first] = await stored(collector, 2);
      expect(last!.timestamp - first!.timestamp).toBe(5_000);
      expect(Math.abs(last!.timestamp - Date.now())).toBeLessThan(60_000);
      const status = (await (await collector.get("/peek/v1/status")).json()) as CollectorStatus;
      expect(status.refused).toMatchObject([{ code: "PEEK_E_TIMESTAMP" }, {}]);
    },
  );
});
