import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRequestRows, encodeRequests, readEnvelope, requestAt } from "../../src/index.ts";
import type { RequestRecord } from "../../src/index.ts";

const now = Date.now();
const read = (requests: string): RequestRecord[] => {
  const body = Buffer.from(`{"version":1,"sentAt":${now},"requests":${requests}}`);
  const { batch } = readEnvelope(body, { receivedAt: now });
  return batch.groups.flatMap(({ requests: columns }) =>
    Array.from({ length: columns.count }, (_, i) => requestAt(columns, i)),
  );
};
const text = fc.option(fc.string({ unit: "binary", maxLength: 3_000 }), { nil: undefined });
const records = fc.array(
  fc.record({
    timestamp: fc.double({ min: now - 1_000_000, max: now, noNaN: true }),
    method: fc.constantFrom("GET", "POST"),
    route: text,
    path: text,
    status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
    durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    responseBytes: fc.option(fc.nat(), { nil: undefined }),
    metadata: fc.option(fc.dictionary(fc.string(), fc.integer()), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("encodeRequestRows", () => {
  it("says what the columns say", () => {
    fc.assert(
      fc.property(records, (written) => {
        expect(read(encodeRequestRows(written))).toEqual(read(encodeRequests(written)));
      }),
    );
  });

  it("leaves out what JSON cannot carry", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const hostile = {
      timestamp: now,
      method: "GET",
      durationMs: 1,
      status: Number.NaN,
      metadata: cyclic,
    };
    expect(JSON.parse(encodeRequestRows([hostile as never]))).toEqual([
      { timestamp: now, method: "GET", durationMs: 1 },
    ]);
  });
});
