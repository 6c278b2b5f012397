import fc from "fast-check";
import { expect, it } from "vitest";
import type { StoredRequest } from "@peekjs/protocol";
import { ReplayRing } from "../../src/stream/replay-ring.ts";

const rows = (count: number): StoredRequest[] =>
  Array.from({ length: count }, () => ({}) as StoredRequest);

it("replays everything after a cursor or nothing, and holds no more rows than it may", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 1, max: 20 })),
      fc.nat(40),
      (capacity, sizes, cursor) => {
        const ring = new ReplayRing(capacity);
        for (const [index, size] of sizes.entries()) {
          ring.push({ cursor: index + 1, rows: rows(size), total: size });
        }
        const replayed = ring.after(cursor);
        const missed = sizes.slice(cursor);
        const missedRows = missed.reduce((sum, size) => sum + size, 0);
        expect(replayed?.map(({ total }) => total)).toEqual(
          missedRows <= capacity ? missed : undefined,
        );
      },
    ),
  );
});

it("knows nothing of what it was told to forget", () => {
  const ring = new ReplayRing(10);
  ring.push({ cursor: 1, rows: rows(1), total: 1 });
  ring.clear(4);
  expect(ring.after(3)).toBeUndefined();
  expect(ring.after(4)).toEqual([]);
});
