import type { RequestsPage, ServiceInfo, Timeseries, TopResult } from "@peekjs/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { envelope, row, startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

const MINUTE = 60_000;
const base = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
const RANGE = `from=${base}&to=${base + 5 * MINUTE}`;

let collector: TestCollector;

async function read<T>(path: string): Promise<T> {
  const response = await collector.get(path);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function startWithRequests(): Promise<void> {
  collector = await startCollector({ store: await emptyStore() });
  const orders = [
    row({ timestamp: base, consumer: "acme", durationMs: 10 }),
    row({ timestamp: base + 1_000, consumer: "beta", status: 503, durationMs: 90 }),
    row({ timestamp: base + 2 * MINUTE, method: "POST", route: "/users", status: 404 }),
  ];
  await collector.post("/v1/ingest", envelope(orders));
  const resource = { service: "billing", environment: "production" };
  await collector.post("/v1/ingest", envelope([row({ timestamp: base })], { resource }));
  await expect
    .poll(async () => (await read<RequestsPage>(`/peek/v1/requests?${RANGE}`)).requests.length)
    .toBe(4);
}

describe("the read API", () => {
  beforeEach(startWithRequests);

  it("answers what happened, over time, by dimension and one by one", async () => {
    const series = await read<Timeseries>(
      `/peek/v1/timeseries?${RANGE}&step=${MINUTE}&metrics=requests,error_rate&q=service:orders`,
    );
    expect(series.times).toHaveLength(5);
    expect(series.series).toMatchObject([
      { metric: "requests", values: [2, 0, 1, 0, 0] },
      { metric: "error_rate", values: [0.5, null, 0, null, null] },
    ]);

    const byStatus = await read<Timeseries>(
      `/peek/v1/timeseries?${RANGE}&step=${5 * MINUTE}&by=status_class&service=orders`,
    );
    expect(byStatus.series.map(({ key }) => key ?? "").toSorted()).toEqual(["2xx", "4xx", "5xx"]);

    const top = await read<TopResult>(`/peek/v1/top?${RANGE}&dimension=consumer&limit=2`);
    expect(top.total).toMatchObject({ requests: 4, clientErrors: 1, serverErrors: 1 });
    expect(top.rows).toHaveLength(2);

    const failed = await read<RequestsPage>(`/peek/v1/requests?${RANGE}&q=status:5xx`);
    expect(failed.requests).toMatchObject([{ consumer: "beta", service: "orders" }]);

    const { requests } = await read<RequestsPage>(
      `/peek/v1/requests?${RANGE}&service=billing&environment=production`,
    );
    expect(requests).toMatchObject([{ service: "billing", environment: "production" }]);

    const services = await read<ServiceInfo[]>("/peek/v1/services");
    expect(services.map(({ service }) => service).toSorted()).toEqual(["billing", "orders"]);
  });

  it("pages through requests, each once, newest first", async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const query: string = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await read<RequestsPage>(`/peek/v1/requests?${RANGE}&limit=3${query}`);
      seen.push(...page.requests.map(({ timestamp }) => timestamp));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([base + 2 * MINUTE, base + 1_000, base, base]);
  });

  it("lets browsers keep what cannot change any more, and nothing else", async () => {
    const cacheControl = async (path: string): Promise<string | null> =>
      (await collector.get(path)).headers.get("cache-control");
    expect(await cacheControl(`/peek/v1/timeseries?${RANGE}&step=${MINUTE}`)).toBe(
      "private, max-age=60",
    );
    expect(await cacheControl("/peek/v1/timeseries?from=-1h")).toBe("no-store");
    expect(await cacheControl(`/peek/v1/top?${RANGE}`)).toBe("no-store");
    expect(await cacheControl(`/peek/v1/requests?${RANGE}`)).toBe("no-store");
  });
});

describe("a query that cannot be read", () => {
  beforeEach(async () => {
    collector = await startCollector();
  });

  it.each([
    ["metric", "timeseries?metric=requests"],
    ["metrics", "timeseries?metrics=requests,rps"],
    ["by", "timeseries?by=path"],
    ["step", "timeseries?step=1"],
    ["from", "timeseries?from=now"],
    ["q", "timeseries?q=status:9xx"],
    ["dimension", "top?dimension=constructor"],
    ["order", "top?order=key"],
    ["limit", "top?limit=0"],
    ["limit", "requests?limit=501"],
    ["q", "requests?q=%22open"],
    ["cursor", "requests?cursor=1&cursor=2"],
    ["service", `requests?service=${"x".repeat(300)}`],
  ])("names the parameter %s when that is wrong", async (parameter, path) => {
    const response = await collector.get(`/peek/v1/${path}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      status: 400,
      code: "PEEK_E_PARAMETER",
      parameter,
      retryable: false,
      detail: expect.stringContaining(parameter) as string,
    });
  });

  it("refuses a cursor that it did not give", async () => {
    const response = await collector.get("/peek/v1/requests?cursor=';DROP%20TABLE%20requests");
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_CURSOR" });
  });
});
