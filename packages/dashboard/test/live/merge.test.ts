import type { StoredRequest } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_TAIL, mergeNewest, receive, release } from "../../src/live/merge.ts";

function request(id: number): StoredRequest {
  return {
    id: `r${id}`,
    timestamp: id,
    method: "GET",
    durationMs: 1,
    service: "orders",
    environment: "production",
  };
}

const ids = (rows: readonly StoredRequest[]): string[] => rows.map(({ id }) => id);

describe("mergeNewest", () => {
  it("shows each request once, newest first, however the batches overlap", () => {
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 60 })), { maxLength: 8 });
    fc.assert(
      fc.property(batches, (all) => {
        const merged = all.reduce<readonly StoredRequest[]>(
          (rows, batch) => mergeNewest(rows, batch.map(request), 1_000),
          [],
        );
        const expected = [...new Set(all.flat())].sort((a, b) => b - a).map((id) => `r${id}`);
        expect(ids(merged)).toEqual(expected);
      }),
    );
  });

  it("drops the oldest beyond the limit", () => {
    expect(ids(mergeNewest([request(1), request(0)], [request(2)], 2))).toEqual(["r2", "r1"]);
  });

  it("gives back the same list when nothing is new, so that nothing is drawn again", () => {
    const rows = [request(1)];
    expect(mergeNewest(rows, [request(1)], 10)).toBe(rows);
  });
});

describe("the tail", () => {
  it("holds new requests back while it is paused, and shows them all when released", () => {
    const before = receive(EMPTY_TAIL, [request(1)], false, 10);
    const paused = receive(receive(before, [request(2)], true, 10), [request(3)], true, 10);
    expect(ids(paused.shown)).toEqual(["r1"]);
    expect(ids(paused.held)).toEqual(["r3", "r2"]);
    expect(ids(release(paused, 10).shown)).toEqual(["r3", "r2", "r1"]);
    expect(release(paused, 10).held).toEqual([]);
  });

  it("shows what was held with the first batch after the pause", () => {
    const paused = receive(EMPTY_TAIL, [request(1)], true, 10);
    expect(ids(receive(paused, [request(2)], false, 10).shown)).toEqual(["r2", "r1"]);
  });
});
