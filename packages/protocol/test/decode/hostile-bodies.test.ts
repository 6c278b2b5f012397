import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnvelopeError, encodeRequests, readEnvelope } from "../../src/index.ts";
import { bytes, NOW, REQUEST, requestsOf } from "./envelopes.ts";

/** Reads a body; anything thrown that is no EnvelopeError fails the test. */
function attempt(body: Uint8Array): string {
  try {
    const { batch, rejected } = readEnvelope(body, { receivedAt: NOW });
    let kept = 0;
    for (const { requests, events, summaries } of batch.groups) {
      kept += requests.count + events.length + summaries.length;
      const { count, strings, text } = requests;
      const isWhole = Object.values(text).every(
        (column) => column!.length === count && column!.every((index) => index < strings.length),
      );
      expect(isWhole && strings.every((one) => one.isWellFormed())).toBe(true);
    }
    // Of records with numbers each is kept or rejected, once.
    const numbers = batch.groups.map(({ first = 0, last = -1 }) => last - first + 1);
    if (batch.instance !== undefined) {
      expect(kept + new Set(rejected.map(({ number }) => number)).size).toBe(
        numbers.reduce((sum, count) => sum + count, 0),
      );
    }
    return `${kept} kept, ${rejected.length} rejected`;
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return error.code;
  }
}

const event = {
  type: "track",
  event: "Signed up",
  userId: "u1",
  timestamp: NOW,
  properties: { plan: { name: "pro" }, tags: ["a", 1] },
};
const summary = {
  from: NOW - 60_000,
  to: NOW,
  method: "GET",
  count: 3,
  durationMs: { scale: 5, zeros: 1, offset: 3, counts: [1, 0, 1] },
  consumers: [["c_1", 2]],
};
const odd = fc.constantFrom<unknown>(
  null,
  true,
  "",
  "text",
  -1,
  0.5,
  1e9,
  1e300,
  -0,
  2 ** 53,
  "\ud800",
  [],
  {},
  [[]],
  [null],
  { valueOf: 1, toString: 1 },
  { length: 1e9 },
  JSON.parse('{"__proto__":{"polluted":1}}'),
);

const change = fc.tuple(fc.nat(160), odd);

/** A copy in which the value at one place, chosen by `at`, is replaced or removed. */
function mutate(value: unknown, at: number, replacement: unknown): unknown {
  let left = at;
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return replacement;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, walk(entry)]));
  };
  return walk(value);
}

describe("a hostile body", () => {
  it("of random bytes is refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        expect(attempt(body)).toMatch(/^PEEK_E_/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("of random JSON is refused or read", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("requests", "events", "groups", "stats"),
        (value, key) => {
          attempt(bytes({ version: 1, instance: "i", first: 1, last: 1, [key]: value }));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("made of a valid one by changing any values costs their records or the envelope", () => {
    const records = [
      REQUEST,
      { ...REQUEST, outcome: "upgrade", metadata: { plan: "pro" } } as const,
    ];
    const envelope = {
      version: 1,
      sdk: { name: "sdk", version: "1" },
      resource: { service: "orders" },
      instance: "abc",
      sentAt: NOW,
      stats: { accepted: 1, delivered: 1, spooled: 0, pending: 0, summarised: 0, dropped: {} },
      open: [["GET", null, 1]],
      lost: [{ first: 1, last: 2, reason: "too_old" }],
      groups: [
        { first: 5, last: 6, requests: JSON.parse(encodeRequests(records)) as unknown },
        { first: 7, last: 10, requests: records, events: [event], summaries: [summary] },
      ],
    };
    expect(attempt(bytes(envelope))).toBe("6 kept, 0 rejected");
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const changed = changes.reduce<unknown>(
          (body, [at, value]) => mutate(body, at, value),
          envelope,
        );
        attempt(bytes(changed));
        expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });

  it("made of a valid one by changing, cutting or doubling bytes is refused or read", () => {
    const valid = bytes({
      version: 1,
      groups: [
        { requests: JSON.parse(encodeRequests([REQUEST, REQUEST])) as unknown, events: [event] },
      ],
    });
    expect(attempt(valid)).toBe("3 kept, 0 rejected");
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(3), (at, byte, how) => {
        const changed = Uint8Array.from(valid);
        changed[at] = byte;
        attempt(how === 0 ? changed.subarray(0, at) : changed);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ["arrays", "[".repeat(100_000)],
    ["objects", '{"a":'.repeat(100_000)],
    ["closed arrays", `{"version":1,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["one level too many", `{"version":1,"x":${"[".repeat(32)}${"]".repeat(32)}}`],
  ])("nested too deeply in %s is refused before it is parsed", (_, body) => {
    expect(attempt(bytes(body))).toBe("PEEK_E_DEPTH");
  });

  it("may nest 32 levels, and brackets in texts do not count", () => {
    const nested = `${"[".repeat(31)}"${"[{".repeat(50)}\\"[\\\\"${"]".repeat(31)}`;
    expect(attempt(bytes(`{"version":1,"x":${nested}}`))).toBe("0 kept, 0 rejected");
  });

  it("of very many small values is refused before it is parsed", () => {
    expect(attempt(bytes(`{"version":1,"x":[${"{},".repeat(600_000)}0]}`))).toBe(
      "PEEK_E_TOO_MANY_VALUES",
    );
  });

  it.each([
    [[0xff, 0xfe, 0x7b, 0x7d]],
    [[0x22, 0xc0, 0xaf, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]],
    [[0x22, 0xe2, 0x82]],
  ])("that is not UTF-8 (%j) is refused", (body) => {
    expect(attempt(Uint8Array.from(body))).toBe("PEEK_E_UTF8");
  });

  it.each([1e9, 9_000, 2 ** 53, -5, 0.5])(
    "that announces %d records without having them allocates nothing",
    (count) => {
      const requests = { count, strings: [], base: NOW, timestamp: [], method: [] };
      const before = process.memoryUsage().arrayBuffers;
      expect(attempt(bytes({ version: 1, requests }))).toMatch(
        /^PEEK_E_(COLUMNS|TOO_MANY_RECORDS)$/,
      );
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    },
  );

  it("cannot reach a prototype, wherever it puts its keys", () => {
    const key =
      '"__proto__":{"polluted":true},"\\u005f_proto__":{"polluted":true},"constructor":{"prototype":1}';
    const request = `{${key},"timestamp":${NOW},"method":"GET","durationMs":1,"metadata":{${key},"a":1},"requestHeaders":{${key}}}`;
    const product = `{${key},"type":"track","event":"e","userId":"u","timestamp":${NOW},"properties":{${key},"deep":[{${key},"b":2}]}}`;
    const body = `{"version":1,${key},"resource":{${key}},"stats":{${key},"accepted":1,"delivered":1,"spooled":0,"pending":0,"summarised":0,"dropped":{"constructor":1,"__proto__":2,"x":3}},"requests":[${request}],"events":[${product}]}`;
    const reading = readEnvelope(bytes(body), { receivedAt: NOW });
    expect(reading.rejected).toEqual([]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(JSON.stringify(requestsOf(reading))).not.toMatch(/proto|constructor/);
    expect(JSON.stringify(reading.batch)).not.toMatch(/proto|constructor/);
    expect(reading.batch.groups[0]!.events[0]!.value.properties).toEqual({ deep: [{ b: 2 }] });
    expect(reading.batch.stats!.dropped).toEqual({ x: 3 });
  });

  it("of bad records alone is answered record by record", () => {
    const requests = Array.from({ length: 10_000 }, () => ({ status: 0 }));
    expect(attempt(bytes({ version: 1, requests }))).toBe("0 kept, 10000 rejected");
  });
});
