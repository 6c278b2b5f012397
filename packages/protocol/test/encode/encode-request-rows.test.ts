import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRequestRows, encodeRequests } from "../../src/index.ts";
import { NOW, read, requestsOf } from "../decode/envelopes.ts";
import { requestRecords } from "../requests.ts";

const say = (requests: string): unknown => {
  const reading = read({ requests: JSON.parse(requests) as unknown });
  return { kept: requestsOf(reading), rejected: reading.rejected };
};

describe("encodeRequestRows", () => {
  it("says what the columns say", () => {
    fc.assert(
      fc.property(fc.array(requestRecords, { maxLength: 4 }), (written) => {
        expect(say(encodeRequestRows(written))).toEqual(say(encodeRequests(written)));
      }),
      { numRuns: 40 },
    );
  });

  it("keeps every digit of a whole number", () => {
    const record = {
      timestamp: NOW,
      method: "GET",
      durationMs: 1,
      responseBytes: 131_245_981_859_805,
    };
    expect(JSON.parse(encodeRequestRows([record]))).toEqual([record]);
  });

  it("leaves out what JSON cannot carry", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const hostile = {
      timestamp: NOW,
      method: "GET",
      durationMs: 1,
      status: Number.NaN,
      metadata: cyclic,
    };
    expect(JSON.parse(encodeRequestRows([hostile as never]))).toEqual([
      { timestamp: NOW, method: "GET", durationMs: 1 },
    ]);
  });
});
