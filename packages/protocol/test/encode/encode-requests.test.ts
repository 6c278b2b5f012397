import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOW, read, REQUEST, requestsOf } from "../decode/envelopes.ts";
import { asKept, requestRecords } from "../requests.ts";
import { encodeRequests, type RequestRecord, type WireColumns } from "../../src/index.ts";

function encode(records: readonly RequestRecord[]): WireColumns {
  return JSON.parse(encodeRequests(records)) as WireColumns;
}

describe("encodeRequests", () => {
  it("writes one dictionary, times from a base, and no column that is absent throughout", () => {
    const second = { ...REQUEST, timestamp: REQUEST.timestamp - 7, durationMs: 0.3149 };
    delete second.route;
    expect(encode([REQUEST, second])).toEqual({
      count: 2,
      strings: ["GET", "/users/:id", "/users/7"],
      base: REQUEST.timestamp - 7,
      timestamp: [7, 0],
      method: [0, 0],
      route: [1, -1],
      path: [2, 2],
      status: [200, 200],
      durationMs: [1.25, 0.315],
    });
  });

  it("is read back as the same requests by the collector", () => {
    fc.assert(
      fc.property(fc.array(requestRecords, { maxLength: 8 }), (records) => {
        const reading = read({ requests: encode(records) });
        expect(reading.rejected).toEqual([]);
        expect(requestsOf(reading)).toEqual(records.map(asKept));
      }),
      { numRuns: 500 },
    );
  });

  it("says the same as rows do", () => {
    fc.assert(
      fc.property(fc.array(requestRecords.map(asKept), { maxLength: 8 }), (records) => {
        const rows = requestsOf(read({ requests: records }));
        expect(rows).toEqual(requestsOf(read({ requests: encode(records) })));
      }),
    );
  });

  it("survives hostile values, which cost their own record at most", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const hostile = [
      { ...REQUEST, metadata: circular },
      { ...REQUEST, metadata: () => 1 },
      { ...REQUEST, route: 7 },
      { ...REQUEST, durationMs: Number.NaN },
      { ...REQUEST, durationMs: 1n },
      { ...REQUEST, timestamp: Infinity },
      { ...REQUEST, status: -Infinity },
      {},
      REQUEST,
    ] as unknown as RequestRecord[];
    const { rejected, batch } = read({ requests: encode(hostile) });
    expect(rejected.map(({ number, code }) => [number, code])).toEqual([
      [3, "PEEK_E_REQUIRED"],
      [4, "PEEK_E_REQUIRED"],
      [5, "PEEK_E_TIMESTAMP"],
      [7, "PEEK_E_TIMESTAMP"],
    ]);
    expect(batch.groups[0]!.requests.count).toBe(5);
  });

  it("writes no requests as none", () => {
    expect(encode([])).toEqual({ count: 0, strings: [], base: 0, timestamp: [] });
  });

  it("keeps a record's time whatever the order", () => {
    const times = [NOW, NOW - 5, NOW - 1];
    const records = times.map((timestamp) => ({ ...REQUEST, timestamp }));
    const kept = requestsOf(read({ requests: encode(records) }));
    expect(kept.map(({ timestamp }) => timestamp)).toEqual(times);
  });
});
