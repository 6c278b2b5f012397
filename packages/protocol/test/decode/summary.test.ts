import { describe, expect, it } from "vitest";
import { NOW, read } from "./envelopes.ts";

const summary = {
  from: NOW - 60_000,
  to: NOW,
  method: "GET",
  route: "/users/:id",
  status: 200,
  outcome: "completed",
  count: 3,
  requestBytes: 10,
  responseBytes: 20,
  durationMs: { scale: 5, zeros: 1, offset: 3, counts: [1, 0, 1] },
  consumers: [
    ["c_1", 2],
    ["(other)", 1],
  ],
};

describe("a summary", () => {
  it("is kept as sent", () => {
    const { batch, rejected } = read({ summaries: [summary] });
    expect(rejected).toEqual([]);
    expect(batch.groups[0]!.summaries).toEqual([{ index: 0, value: summary }]);
  });

  it("needs neither route, status, outcome, bytes, zeros nor consumers", () => {
    const durationMs = { scale: 5, offset: 0, counts: [] };
    const bare = { from: NOW, to: NOW, method: "GET", count: 1, durationMs };
    expect(read({ summaries: [bare] }).batch.groups[0]!.summaries[0]!.value).toEqual({
      ...bare,
      requestBytes: 0,
      responseBytes: 0,
      durationMs: { ...durationMs, zeros: 0 },
      consumers: [],
    });
  });

  it.each([
    [{ from: NOW + 1 }, "PEEK_E_TIMESTAMP"],
    [{ to: "later" }, "PEEK_E_TIMESTAMP"],
    [{ method: "" }, "PEEK_E_VALUE"],
    [{ status: 99 }, "PEEK_E_STATUS_RANGE"],
    [{ outcome: "lost" }, "PEEK_E_VALUE"],
    [{ count: 0 }, "PEEK_E_VALUE"],
    [{ count: 2 ** 32 }, "PEEK_E_VALUE"],
    [{ responseBytes: -1 }, "PEEK_E_VALUE"],
    [{ durationMs: { scale: 3, offset: 0, counts: [] } }, "PEEK_E_HISTOGRAM"],
    [{ durationMs: { scale: 5, offset: 0, counts: [4] } }, "PEEK_E_HISTOGRAM"],
    [{ durationMs: { scale: 5, offset: 0, counts: {} } }, "PEEK_E_HISTOGRAM"],
    [{ consumers: [["c_1", 4]] }, "PEEK_E_VALUE"],
    [{ consumers: [["c_1"]] }, "PEEK_E_VALUE"],
  ])("is rejected alone with %j: %s", (change, code) => {
    const { batch, rejected } = read({ summaries: [{ ...summary, ...change }, summary] });
    expect(rejected).toMatchObject([{ number: 0, code }]);
    expect(batch.groups[0]!.summaries).toHaveLength(1);
  });
});
