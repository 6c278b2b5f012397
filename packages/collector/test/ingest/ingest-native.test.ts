import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import type { CollectorStatus, IngestAnswer, RequestsPage } from "@peekjs/protocol";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

async function answer(response: Response): Promise<IngestAnswer> {
  expect(response.status).toBe(202);
  return (await response.json()) as IngestAnswer;
}

async function stored(response: Response): Promise<RequestsPage["requests"]> {
  return ((await response.json()) as RequestsPage).requests;
}

describe("POST /v1/ingest", () => {
  it("keeps rows, and shows them at once", async () => {
    const { post, get } = await startCollector({ store: await emptyStore() });
    const rows = [row({ path: "/users/1" }), row({ path: "/users/2", status: 404 })];
    expect(await answer(await post("/v1/ingest", envelope(rows)))).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [],
      warnings: [],
    });
    await expect
      .poll(async () =>
        (await stored(await get("/peek/v1/requests"))).map(({ path }) => path ?? "").toSorted(),
      )
      .toEqual(["/users/1", "/users/2"]);
    const [newest] = await stored(await get("/peek/v1/requests?q=status:404"));
    expect(newest).toMatchObject({ ...rows[1], service: "orders", environment: "test" });
  });

  it("keeps columns", async () => {
    const { post } = await startCollector();
    const columns = {
      count: 2,
      strings: ["GET", "/a"],
      base: Date.now(),
      timestamp: [0, 1],
      method: [0, 0],
      route: [1, -1],
      status: [200, null],
      durationMs: [1, 2],
    };
    const body = envelope(undefined, {
      instance: "5f0c",
      groups: [{ first: 1, last: 2, requests: columns }],
    });
    expect(await answer(await post("/v1/ingest", body))).toMatchObject({ accepted: 2 });
  });

  it("takes gzip", async () => {
    const { post } = await startCollector();
    const body = new Uint8Array(gzipSync(JSON.stringify(envelope([row()]))));
    const response = await post("/v1/ingest", body, { "content-encoding": "gzip" });
    expect(await answer(response)).toMatchObject({ accepted: 1 });
  });

  it("keeps the good records beside a bad one, and says what is wrong with it", async () => {
    const { post } = await startCollector();
    const rows = [row(), row({ status: 0 }), "no object", row({ durationMs: "1" }), row()];
    const { accepted, rejected } = await answer(await post("/v1/ingest", envelope(rows)));
    expect(accepted).toBe(2);
    expect(rejected.map(({ number }) => number)).toEqual([1, 2, 3]);
    for (const { code, detail } of rejected) {
      expect(code).toMatch(/^PEEK_E_/);
      expect(detail).toMatch(/status|object|durationMs/);
    }
  });

  it("refuses an unreadable envelope, and counts the refusal", async () => {
    const { post, get } = await startCollector();
    const response = await post("/v1/ingest", '{"version": 1, "requ');
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "PEEK_E_JSON", retryable: false });
    const status = (await (await get("/peek/v1/status")).json()) as CollectorStatus;
    expect(status.refused).toMatchObject([{ code: "PEEK_E_JSON", count: 1 }]);
  });

  it("takes an envelope without records as a client that has connected", async () => {
    const { post, get } = await startCollector({ store: await emptyStore() });
    const diagnostics = [{ code: "PEEK_W_AFTER_ROUTES", detail: "3 routes before peek()" }];
    await answer(await post("/v1/ingest", envelope(undefined, { diagnostics })));
    const status = (await (await get("/peek/v1/status")).json()) as CollectorStatus;
    expect(status).toMatchObject({ received: 0, hasData: false });
    expect(status.clients).toMatchObject([
      {
        service: "orders",
        environment: "test",
        sdk: "@peekjs/express 1.0.0",
        runtime: "node 20",
        requests: 0,
        diagnostics,
      },
    ]);
  });

  it("tells of a client's first request, once, and of each batch", async () => {
    const onFirstRequest = vi.fn();
    const onIngest = vi.fn();
    const { post } = await startCollector({ onFirstRequest, onIngest });
    await post("/v1/ingest", envelope(undefined));
    expect(onFirstRequest).not.toHaveBeenCalled();
    await post("/v1/ingest", envelope([row({ path: "/first" }), row({ status: 1 })]));
    await post("/v1/ingest", envelope([row()]));
    expect(onFirstRequest).toHaveBeenCalledOnce();
    expect(onFirstRequest).toHaveBeenCalledWith({
      service: "orders",
      environment: "test",
      sdk: "@peekjs/express 1.0.0",
      request: expect.objectContaining({ path: "/first", service: "orders" }) as object,
    });
    expect(onIngest.mock.calls.map(([batch]) => batch as object)).toMatchObject([
      { accepted: 0 },
      { accepted: 1, rejected: 1 },
      { accepted: 1, rejected: 0 },
    ]);
  });

  it("gives a service without a name OpenTelemetry's", async () => {
    const { post, get } = await startCollector({ store: await emptyStore() });
    await answer(await post("/v1/ingest", { version: 1, requests: [row()] }));
    await expect
      .poll(async () => stored(await get("/peek/v1/requests")))
      .toMatchObject([{ service: "unknown_service", environment: "development" }]);
  });

  it("needs no key, and minds none, in development", async () => {
    const { post } = await startCollector();
    const response = await post("/v1/ingest", envelope([row()]), { authorization: "Bearer x" });
    expect(response.status).toBe(202);
  });

  it("counts a record once, however often it comes", async () => {
    const { post } = await startCollector();
    const numbered = (first: number, last: number): Promise<IngestAnswer> => {
      const requests = Array.from({ length: last - first + 1 }, () => row());
      const groups = [{ first, last, requests }];
      return post("/v1/ingest", envelope(undefined, { instance: "0a1b", groups })).then(answer);
    };
    expect(await numbered(1, 3)).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await numbered(1, 3)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await numbered(3, 4)).toMatchObject({ accepted: 1, duplicates: 1 });

    const keyed = async (): Promise<IngestAnswer> =>
      answer(await post("/v1/ingest", envelope([row()]), { "idempotency-key": "my-batch-1" }));
    expect(await keyed()).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await keyed()).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it("acknowledges what is kept, even when those who are told of it fail", async () => {
    const failure = new Error("broken pipe");
    const onError = vi.fn();
    const onFirstRequest = (): never => {
      throw failure;
    };
    const { post } = await startCollector({ onFirstRequest, onError });
    expect(await answer(await post("/v1/ingest", envelope([row()])))).toMatchObject({
      accepted: 1,
    });
    expect(onError).toHaveBeenCalledWith(failure);
  });

  it("refuses what is not JSON", async () => {
    const { post } = await startCollector();
    const response = await post("/v1/ingest", "a=1", { "content-type": "text/plain" });
    expect(response.status).toBe(415);
    expect(response.headers.get("accept")).toBe("application/json");
  });
});
