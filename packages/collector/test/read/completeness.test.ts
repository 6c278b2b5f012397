import type { Completeness } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

it("tells how complete what clients reported is, and who gave up what", async () => {
  const collector = await startCollector({ store: await emptyStore() });
  const counters = { accepted: 5, delivered: 1, spooled: 0, pending: 3, summarised: 0 };
  const numbered = { instance: "i-1", first: 2, last: 4 };
  const resource = { service: "orders", environment: "production", host: "pod-3" };
  const stats = { ...counters, dropped: { buffer_full: 1 } };
  const body = envelope([row(), row(), row({ status: 0 })], { ...numbered, resource, stats });
  expect((await collector.post("/v1/ingest", body)).status).toBe(202);

  const response = await collector.get("/peek/v1/completeness?service=orders&from=-1h");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toMatchObject({
    total: { accepted: 5, received: 2, rejected: 1, missing: 1, waiting: 0, ratio: 0.4 },
    instances: [
      {
        instance: "i-1",
        ...resource,
        sdk: "@peekjs/express 1.0.0",
        dropped: { buffer_full: 1 },
        gaps: [[1, 1]],
      },
    ],
  } satisfies { total: object; instances: object[] });

  const other = await collector.get("/peek/v1/completeness?environment=staging");
  expect(((await other.json()) as Completeness).instances).toEqual([]);
});

it.each(["q=status:5xx", "from=now", `service=${"x".repeat(300)}`])(
  "refuses the parameter %s",
  async (query) => {
    const collector = await startCollector();
    const response = await collector.get(`/peek/v1/completeness?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_PARAMETER" });
  },
);
