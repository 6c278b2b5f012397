import { describe, expect, it } from "vitest";
import { bytes, NOW, read, REQUEST, requestsOf } from "./envelopes.ts";
import { EnvelopeError, readEnvelope } from "../../src/index.ts";

const columns = {
  count: 3,
  strings: ["GET", "/users/:id", "/users/1", "/users/2", "c_4fK"],
  base: NOW - 10_000,
  timestamp: [0, 3, 7],
  method: [0, 0, 0],
  route: [1, 1, -1],
  path: [2, 3, 3],
  consumer: [4, 4, -1],
  status: [200, 200, 404],
  durationMs: [1.25, 0.8, 0.31],
  responseBytes: [34, null, 0],
};

describe("requests", () => {
  it("reads rows, leaving absent fields unset", () => {
    const reading = read({ requests: [REQUEST, { ...REQUEST, route: null, path: undefined }] });
    const { route: _route, path: _path, ...bare } = REQUEST;
    expect(requestsOf(reading)).toEqual([REQUEST, bare]);
    expect(Object.keys(requestsOf(reading)[1]!)).not.toContain("route");
    expect(reading.rejected).toEqual([]);
  });

  it("reads columns", () => {
    const reading = read({ requests: columns });
    expect(requestsOf(reading)).toEqual([
      {
        timestamp: NOW - 10_000,
        method: "GET",
        route: "/users/:id",
        path: "/users/1",
        consumer: "c_4fK",
        status: 200,
        durationMs: 1.25,
        responseBytes: 34,
      },
      {
        timestamp: NOW - 9_997,
        method: "GET",
        route: "/users/:id",
        path: "/users/2",
        consumer: "c_4fK",
        status: 200,
        durationMs: 0.8,
      },
      {
        timestamp: NOW - 9_993,
        method: "GET",
        path: "/users/2",
        status: 404,
        durationMs: 0.31,
        responseBytes: 0,
      },
    ]);
  });

  it("rejects a bad row alone, by its record number", () => {
    const rows = [REQUEST, { ...REQUEST, status: 0 }, 7, { ...REQUEST, status: 204 }];
    const reading = read({ instance: "i", first: 10, last: 13, requests: rows });
    expect(requestsOf(reading).map(({ status }) => status)).toEqual([200, 204]);
    expect([...reading.batch.groups[0]!.requests.index]).toEqual([0, 3]);
    expect(reading.rejected).toEqual([
      { number: 11, code: "PEEK_E_STATUS_RANGE", detail: "status must be 100–599, got 0" },
      { number: 12, code: "PEEK_E_TYPE", detail: "a request must be an object, got 7" },
    ]);
  });

  it("rejects a bad value in a good column alone", () => {
    const bad = { ...columns, status: [200, 999, 404], durationMs: [1, 1, -1] };
    const reading = read({ requests: bad });
    expect(requestsOf(reading)).toHaveLength(1);
    expect(reading.rejected.map(({ number, code }) => [number, code])).toEqual([
      [1, "PEEK_E_STATUS_RANGE"],
      [2, "PEEK_E_NUMBER_RANGE"],
    ]);
  });

  it.each([
    ["method", { method: [0, 0, 5] }],
    ["route", { route: [1, 1, -2] }],
    ["path", { path: [2, 3, 0.5] }],
    ["path", { path: [2, 3, "0"] }],
    ["status", { status: [200, 200] }],
    ["timestamp", { timestamp: undefined }],
    ["base", { base: null }],
    ["strings", { strings: ["GET", 1] }],
    ["strings", { strings: undefined }],
    ["count", { count: -1 }],
    ["timestamp", { count: 4 }],
    ["metadata", { metadata: {} }],
  ])("refuses columns whose %s does not fit: %j", (name, change) => {
    expect(() => read({ requests: { ...columns, ...change } })).toThrow(
      expect.objectContaining({
        code: "PEEK_E_COLUMNS",
        status: 400,
        message: expect.stringContaining(`Column ${name} `),
      }),
    );
  });

  it.each([
    [{ method: undefined }, "PEEK_E_REQUIRED"],
    [{ method: "" }, "PEEK_E_REQUIRED"],
    [{ method: 5 }, "PEEK_E_TYPE"],
    [{ durationMs: undefined }, "PEEK_E_REQUIRED"],
    [{ durationMs: "5" }, "PEEK_E_NUMBER_RANGE"],
    [{ status: 600 }, "PEEK_E_STATUS_RANGE"],
    [{ status: 200.5 }, "PEEK_E_STATUS_RANGE"],
    [{ responseBytes: 0.5 }, "PEEK_E_NUMBER_RANGE"],
    [{ outcome: "vanished" }, "PEEK_E_VALUE"],
    [{ traceId: "xyz" }, "PEEK_E_VALUE"],
    [{ spanId: "0000000000000000" }, "PEEK_E_VALUE"],
    [{ timestamp: undefined }, "PEEK_E_TIMESTAMP"],
    [{ timestamp: "yesterday" }, "PEEK_E_TIMESTAMP"],
    [{ timestamp: NOW - 8 * 86_400_000 }, "PEEK_E_TIMESTAMP"],
    [{ timestamp: NOW + 301_000 }, "PEEK_E_TIMESTAMP"],
    [{ timestamp: 9e300 }, "PEEK_E_TIMESTAMP"],
    [{ metadata: { nested: {} } }, "PEEK_E_ATTRIBUTES"],
    [{ metadata: { ["k".repeat(129)]: 1 } }, "PEEK_E_ATTRIBUTES"],
    [{ requestHeaders: { accept: 1 } }, "PEEK_E_ATTRIBUTES"],
    [
      { metadata: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [i, i])) },
      "PEEK_E_ATTRIBUTES",
    ],
  ])("rejects %j with %s", (change, code) => {
    const reading = read({ requests: [{ ...REQUEST, ...change }, REQUEST] });
    expect(reading.rejected.map((record) => record.code)).toEqual([code]);
    expect(requestsOf(reading)).toEqual([REQUEST]);
  });

  it("cuts texts, takes ISO times, lowers trace ids, drops empty texts and forbidden keys", () => {
    const request = {
      ...REQUEST,
      timestamp: "2026-11-20T23:59:59.500Z",
      path: `/${"é".repeat(3_000)}`,
      consumer: "",
      traceId: "4BF92F3577B34DA6A3CE929D0E0E4736",
      errorMessage: "broken \ud800 half",
      metadata: JSON.parse('{"plan":"pro","__proto__":{"admin":true},"constructor":1}'),
      unknown: {},
    };
    const [result] = requestsOf(read({ requests: [request] }));
    expect(result).toEqual({
      ...REQUEST,
      timestamp: NOW - 500,
      path: `/${"é".repeat(2_047)}`,
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      errorMessage: "broken \ufffd half",
      metadata: { plan: "pro" },
    });
    expect(Object.getPrototypeOf(result!.metadata)).toBe(Object.prototype);
  });

  it("cuts, checks and drops texts of a dictionary by the column that uses them", () => {
    const long = "x".repeat(20);
    const wire = {
      ...columns,
      strings: [long, "", "upgrade", "GET"],
      method: [0, 3, 3],
      route: [0, 1, -1],
      path: [0, 0, 0],
      consumer: [-1, -1, -1],
      outcome: [2, 2, 0],
    };
    const reading = read({ requests: wire });
    expect(requestsOf(reading)).toMatchObject([
      { method: "x".repeat(16), route: long, path: long, outcome: "upgrade" },
      { method: "GET", path: long, outcome: "upgrade" },
    ]);
    expect(requestsOf(reading)[1]).not.toHaveProperty("route");
    expect(reading.rejected.map(({ number, code }) => [number, code])).toEqual([
      [2, "PEEK_E_VALUE"],
    ]);
  });
});

describe("the client's clock", () => {
  it("is corrected when it differs by more than two seconds", () => {
    const day = 86_400_000;
    const late = { ...REQUEST, timestamp: REQUEST.timestamp - 30 * day };
    const reading = read({ sentAt: NOW - 30 * day, requests: [late] });
    expect(reading.batch.clockSkewMs).toBe(30 * day);
    expect(requestsOf(reading)).toEqual([REQUEST]);
  });

  it("is left alone within two seconds", () => {
    const reading = read({ sentAt: NOW - 2_000, requests: [REQUEST] });
    expect(reading.batch.clockSkewMs).toBe(0);
    expect(requestsOf(reading)).toEqual([REQUEST]);
  });
});

describe("numbering", () => {
  it("counts through requests, events and summaries of each group", () => {
    const event = { type: "track", event: "Signed up", userId: "u1", timestamp: NOW };
    const group = { first: 5, last: 7, requests: [REQUEST], events: [event, {}] };
    const { batch, rejected } = read({ instance: "abc", groups: [group] }, "abc:5-7");
    expect(batch).toMatchObject({ instance: "abc", groups: [{ first: 5, last: 7 }] });
    expect(batch.groups[0]!.events).toEqual([{ index: 1, value: event }]);
    expect(batch.idempotencyKey).toBeUndefined();
    expect(rejected.map(({ number }) => number)).toEqual([7]);
  });

  it.each([
    [{ first: 1, last: 2 }],
    [{ first: 1 }],
    [{ first: -1, last: -1 }],
    [{ first: 0.5, last: 0.5 }],
  ])("refuses a group numbered %j with one record", (numbers) => {
    const groups = [{ ...numbers, requests: [REQUEST] }];
    expect(() => read({ instance: "abc", groups })).toThrow(
      expect.objectContaining({ code: "PEEK_E_NUMBERING", status: 400 }),
    );
  });

  it("refuses groups that overlap or are numbered in part", () => {
    const one = { first: 1, last: 2, requests: [REQUEST, REQUEST] };
    const other = { first: 2, last: 3, requests: [REQUEST, REQUEST] };
    const none = { requests: [REQUEST] };
    expect(() => read({ instance: "abc", groups: [other, one] })).toThrow(EnvelopeError);
    expect(() => read({ instance: "abc", groups: [one, none] })).toThrow(EnvelopeError);
  });

  it("is not taken from an instance alone, whose key is then kept", () => {
    const { batch } = read({ instance: "abc", requests: [REQUEST] }, "my-key");
    expect(batch.instance).toBeUndefined();
    expect(batch.idempotencyKey).toBe("my-key");
    expect(batch.groups[0]).not.toHaveProperty("first");
  });

  it("falls back to the index in the body", () => {
    const groups = [{ requests: [REQUEST, REQUEST] }, { requests: [REQUEST, {}] }];
    expect(read({ groups }).rejected.map(({ number }) => number)).toEqual([3]);
  });
});

describe("the envelope", () => {
  it("tells about its client, ignoring what does not fit with a warning", () => {
    const reading = read({
      instance: "abc",
      sdk: { name: "@peekjs/express", version: "1.0.0", runtime: "node 20" },
      resource: { service: "orders", environment: 5 },
      stats: { accepted: 1 },
      open: [["GET", "/events", 12], ["GET"]],
      lost: [{ first: 7, last: 9, reason: "too_old" }],
      diagnostics: [{ code: "PEEK_W_AFTER_ROUTES", detail: "3 routes" }],
    });
    expect(reading.batch).toMatchObject({
      instance: "abc",
      sdk: { name: "@peekjs/express", version: "1.0.0", runtime: "node 20" },
      resource: { service: "orders" },
      groups: [],
      lost: [{ first: 7, last: 9, reason: "too_old" }],
    });
    expect(reading.open).toEqual([["GET", "/events", 12]]);
    expect(reading.diagnostics).toHaveLength(1);
    expect(reading.warnings.map(({ detail }) => detail.split(" ")[0])).toEqual([
      "resource.environment",
      "stats",
      "open",
    ]);
  });

  it.each([
    ["[]", "PEEK_E_ENVELOPE"],
    ["{}", "PEEK_E_VERSION"],
    ['{"version":2}', "PEEK_E_VERSION"],
    ['{"version":1,"groups":{}}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"groups":[1]}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"groups":[],"requests":[]}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"requests":"none"}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"events":{}}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"sentAt":"now"}', "PEEK_E_ENVELOPE"],
    ['{"version":1,"instance":"a b"}', "PEEK_E_INSTANCE"],
    ['{"version":1,"requests":[', "PEEK_E_JSON"],
    ["", "PEEK_E_JSON"],
  ])("refuses %s with %s", (body, code) => {
    expect(() => readEnvelope(bytes(body), { receivedAt: NOW })).toThrow(
      expect.objectContaining({ name: "EnvelopeError", code, status: 400 }),
    );
  });

  it("refuses more than 10,000 records with 413", () => {
    const requests = Array.from({ length: 10_001 }, () => 0);
    const expected = expect.objectContaining({ code: "PEEK_E_TOO_MANY_RECORDS", status: 413 });
    expect(() => read({ requests })).toThrow(expected);
    expect(() => read({ requests: { count: 1e9, strings: [], timestamp: [] } })).toThrow(expected);
  });
});
