import {
  encodeRequestRows,
  encodeRequests,
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  readEnvelope,
  TEXT_FIELDS,
} from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RequestInput } from "../../src/client/peek.ts";
import { copyRequest } from "../../src/input/request.ts";

const now = Date.parse("2026-11-21T00:00:00Z");
const copy = (fields: object) => copyRequest({ method: "GET", durationMs: 5, ...fields }, now);

describe("copyRequest", () => {
  it("counts the start from the duration", () => {
    expect(copy({}).timestamp).toBe(now - 5);
  });

  it.each([
    [Infinity, "not_finite"],
    [Number.NaN, "not_finite"],
    [1e300, "out_of_range"],
    [-1, "out_of_range"],
    ["5", "no_number"],
    [undefined, "missing"],
    [null, "missing"],
  ])("replaces the duration %s, and says that it is %s", (durationMs, reason) => {
    expect(copy({ durationMs })).toMatchObject({
      durationMs: 0,
      metadata: { "peek.replaced": `durationMs: ${reason}` },
    });
  });

  it.each([
    [undefined, "missing"],
    ["", "missing"],
    [{}, "no_text"],
  ])("replaces the method %j, and says once that it is %s", (method, reason) => {
    expect(copy({ method })).toMatchObject({
      method: "_OTHER",
      metadata: { "peek.replaced": `method: ${reason}` },
    });
  });

  it("says of what cannot be read that alone", () => {
    const fail = (): never => {
      throw new Error("no");
    };
    const input = { path: "/a" };
    Object.defineProperties(input, { method: { get: fail }, durationMs: { get: fail } });
    expect(copyRequest(input as never, now).metadata).toEqual({
      "peek.replaced": "durationMs: unreadable, method: unreadable",
    });
  });

  it.each([1e300, -1e300, Infinity, Number.NaN])("replaces the timestamp %s", (timestamp) => {
    expect(copy({ timestamp }).timestamp).toBe(now - 5);
  });

  it.each([
    { status: 99 },
    { status: 200.5 },
    { responseBytes: -1 },
    { outcome: "exploded" },
    { consumerSource: "cookie" },
    { traceId: "req-123" },
    { spanId: "0".repeat(16) },
  ])("leaves out %o, which no collector would take, and flags it", (fields) => {
    const [field] = Object.keys(fields) as [string];
    const record = copy(fields);
    expect(record).not.toHaveProperty(field);
    expect(record.metadata).toEqual({ "peek.replaced": `${field}: out_of_range` });
  });

  it.each([
    [{ ttfbMs: Number.NaN }, "ttfbMs: not_finite"],
    [{ status: "200" }, "status: no_number"],
  ])("leaves out %o, which is no amount, and flags it", (fields, flag) => {
    expect(copy(fields).metadata).toEqual({ "peek.replaced": flag });
  });

  it("writes headers as text, and bytes whole", () => {
    expect(
      copy({ requestHeaders: { "content-length": 5, via: null }, responseBytes: 12.5 }),
    ).toMatchObject({ requestHeaders: { "content-length": "5", via: "" }, responseBytes: 13 });
  });

  it("is taken by the collector whatever it was given", () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom("\ud800", "x".repeat(9_000)), fc.uuid());
    const objects = fc.oneof(
      fc.dictionary(fc.string({ maxLength: 300 }), fc.anything(), { maxKeys: 4 }),
      fc.constant(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))),
    );
    const fields: string[] = [...TEXT_FIELDS, ...NUMBER_FIELDS, ...OBJECT_FIELDS];
    const values = fc.oneof(fc.anything(), texts, fc.double(), objects);
    const inputs = fc.dictionary(fc.constantFrom(...fields), values);
    fc.assert(
      fc.property(inputs, (input) => {
        const record = copyRequest(input as never, now);
        for (const requests of [encodeRequests([record]), encodeRequestRows([record])]) {
          const body = new TextEncoder().encode(`{"version":1,"requests":${requests}}`);
          expect(readEnvelope(body, { receivedAt: now }).rejected).toEqual([]);
        }
      }),
      { numRuns: 500, examples: [[{ durationMs: 604_800_000.5 }]] },
    );
  });

  it("leaves out the field whose getter throws, and keeps the request", () => {
    const fail = (): never => {
      throw new Error("no");
    };
    const input = Object.defineProperty({ path: "/a" }, "route", { get: fail, enumerable: true });
    const metadata = Object.defineProperty({ a: 1 }, "b", { get: fail, enumerable: true });
    expect(
      copyRequest(
        Object.assign(input, { method: "GET", durationMs: 5, metadata }) as RequestInput,
        now,
      ),
    ).toMatchObject({ path: "/a", metadata: { a: 1 } });
    expect(copy({ metadata: new Proxy({}, { ownKeys: fail }) })).toMatchObject({ metadata: {} });
  });
});
