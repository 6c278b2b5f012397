import { encodeRequestRows, readEnvelope, TEXT_LIMITS } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRow } from "../../src/edge/row.ts";

const encode = (source: object, most = 65_536): Record<string, unknown> =>
  JSON.parse(encodeRow(source, most)!) as Record<string, unknown>;

describe("a row from the edge", () => {
  it("is the protocol's own for a well-formed request", () => {
    const text = fc.string({ minLength: 1, maxLength: 40 });
    const request = fc.record(
      {
        timestamp: fc.integer({ min: 1e12, max: 2e12 }),
        method: text,
        route: text,
        status: fc.integer({ min: 100, max: 599 }),
        durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
        consumer: text,
        errorMessage: text,
        requestBytes: fc.integer({ min: 0, max: 7e15 }),
        metadata: fc.dictionary(
          fc.string({ minLength: 1 }),
          fc.oneof(text, fc.boolean(), fc.nat()),
        ),
      },
      { requiredKeys: ["timestamp", "method", "durationMs"] },
    );
    fc.assert(
      fc.property(request, (record) => {
        const [expected] = JSON.parse(encodeRequestRows([record])) as object[];
        expect(encode(record)).toEqual(expected);
      }),
    );
  });

  it("keeps a name that objects have a meaning of their own for", () => {
    const metadata = JSON.parse(`{"__proto__":"here"}`) as object;
    expect(JSON.stringify(encode({ durationMs: 1, metadata })["metadata"])).toBe(
      `{"__proto__":"here"}`,
    );
  });

  it("hides what looks like a secret in a path, and cuts texts, which a collector cuts further", () => {
    const row = encode({ path: "/users/ada@example.com", route: "/".repeat(5_000), durationMs: 1 });
    expect(row["path"]).toBe("/users/[redacted]");
    expect(row["route"]).toHaveLength(TEXT_LIMITS.path);
  });

  it("leaves out what cannot be kept, each field alone", () => {
    const hostile = {
      get route() {
        throw new Error("no");
      },
      method: 7,
      path: { toString: () => "/x" },
      status: 99,
      durationMs: Number.NaN,
      ttfbMs: -1,
      timestamp: 1n,
      requestHeaders: new Proxy(
        {},
        {
          ownKeys() {
            throw new Error("no");
          },
        },
      ),
      metadata: { nested: {}, symbol: Symbol("s"), big: 1n, not: Number.NaN, kept: "yes" },
      responseHeaders: new Uint8Array(1e6),
      password: "secret",
    };
    expect(encode(hostile)).toEqual({
      method: "_OTHER",
      durationMs: 0,
      timestamp: expect.closeTo(Date.now(), -4),
      metadata: { not: null, kept: "yes" },
    });
  });

  it("leaves out entries of headers and metadata for which a collector refuses the record", () => {
    const json = encodeRow(
      {
        method: "GET",
        durationMs: 1,
        requestHeaders: { "content-length": 5, accept: "*/*", ["x".repeat(129)]: "long" },
        metadata: { count: 5, ["x".repeat(129)]: "long" },
      },
      65_536,
    );
    expect(JSON.parse(json!)).toMatchObject({
      requestHeaders: { accept: "*/*" },
      metadata: { count: 5 },
    });
    const envelope = Buffer.from(`{"version":1,"requests":[${json}]}`);
    expect(readEnvelope(envelope, { receivedAt: Date.now() }).rejected).toEqual([]);
  });

  it("starts by its duration before now", () => {
    const { timestamp } = encode({ method: "GET", durationMs: 60_000 });
    expect(timestamp).toBeLessThanOrEqual(Date.now() - 60_000);
  });

  it("gives up metadata, then bodies and headers, then itself", () => {
    const source = {
      method: "GET",
      durationMs: 1,
      requestBody: "b".repeat(200),
      metadata: { note: "n".repeat(200) },
    };
    expect(encode(source, 350)).toHaveProperty("requestBody");
    expect(encode(source, 350)).not.toHaveProperty("metadata");
    expect(encode(source, 200)).not.toHaveProperty("requestBody");
    expect(encodeRow({ ...source, path: "/p/".repeat(100) }, 256)).toBeUndefined();
  });
});
