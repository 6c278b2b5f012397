import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { envelope, row, startCollector, type TestCollector } from "./support/collector.ts";

const RUNS = { numRuns: 300 };

async function start(): Promise<TestCollector & { onError: ReturnType<typeof vi.fn> }> {
  const onError = vi.fn();
  return { ...(await startCollector({ onError })), onError };
}

/** An answer that a client understands: accepted, or a problem that is its own fault. */
async function expectOrderly(response: Response): Promise<void> {
  expect([200, 202, 400, 404, 413, 415]).toContain(response.status);
  if (response.status >= 400) {
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: response.status });
  } else {
    await response.json();
  }
}

/** Names that the envelope knows, with anything as values. */
const anyEnvelope = fc.record(
  {
    version: fc.constant(1),
    sdk: fc.jsonValue(),
    resource: fc.oneof(
      fc.jsonValue(),
      fc.record({ service: fc.string(), environment: fc.jsonValue() }),
    ),
    instance: fc.oneof(fc.jsonValue(), fc.stringMatching(/^[a-z0-9]{1,8}$/)),
    sentAt: fc.oneof(fc.jsonValue(), fc.double()),
    stats: fc.jsonValue(),
    lost: fc.jsonValue(),
    open: fc.jsonValue(),
    diagnostics: fc.jsonValue(),
    groups: fc.jsonValue(),
    requests: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
    events: fc.array(
      fc.record({ type: fc.string(), userId: fc.string(), properties: fc.jsonValue() }),
    ),
    summaries: fc.array(fc.jsonValue()),
    first: fc.jsonValue(),
    last: fc.jsonValue(),
  },
  { requiredKeys: ["version"] },
);

const anyRow = fc.dictionary(
  fc.constantFrom(...Object.keys(row()), "metadata", "consumer"),
  fc.jsonValue(),
);

describe("whatever is sent", () => {
  it("as an envelope is accepted or refused in order", async () => {
    const { post, onError } = await start();
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyEnvelope, fc.jsonValue()), async (body) => {
        await expectOrderly(await post("/v1/ingest", body ?? "null"));
      }),
      RUNS,
    );
    expect(onError).not.toHaveBeenCalled();
  });

  it("as rows beside good ones leaves those in place", async () => {
    const { post, onError } = await start();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(anyRow, fc.jsonValue())), async (rows) => {
        const response = await post("/v1/ingest", envelope([row(), ...rows, row()]));
        expect(response.status).toBe(202);
        const { accepted, rejected } = (await response.json()) as {
          accepted: number;
          rejected: object[];
        };
        expect(accepted).toBeGreaterThanOrEqual(2);
        expect(accepted + rejected.length).toBe(rows.length + 2);
      }),
      RUNS,
    );
    expect(onError).not.toHaveBeenCalled();
  });

  it("as bytes or as PeekAPI's events is accepted or refused in order", async () => {
    const { post, onError } = await start();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array(),
        fc.array(fc.jsonValue()),
        fc.boolean(),
        async (bytes, events, gzip) => {
          const coding: Record<string, string> = gzip ? { "content-encoding": "gzip" } : {};
          await expectOrderly(await post("/v1/ingest", bytes, coding));
          await expectOrderly(await post("/v1/events", events));
        },
      ),
      RUNS,
    );
    expect(onError).not.toHaveBeenCalled();
  });

  it("as a query is answered or refused in order", async () => {
    const { get, onError } = await start();
    const path = fc.constantFrom("timeseries", "top", "requests", "nothing", "%ff", "..%2f");
    const name = fc.constantFrom(
      "from",
      "to",
      "q",
      "service",
      "step",
      "metrics",
      "by",
      "order",
      "limit",
      "cursor",
    );
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "-1h",
        "now",
        "0",
        "1e9",
        "requests",
        "p95,p99",
        "consumer",
        "status:5xx",
        '-x:"',
        "dur:>1s",
      ),
    );
    await fc.assert(
      fc.asyncProperty(path, fc.dictionary(name, value), async (endpoint, parameters) => {
        const query = new URLSearchParams(parameters).toString();
        await expectOrderly(await get(`/peek/v1/${endpoint}?${query}`));
      }),
      RUNS,
    );
    expect(onError).not.toHaveBeenCalled();
  });
});
