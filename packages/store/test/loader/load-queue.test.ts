import type { ProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { encodeFrame } from "../../src/frame/encode-frame.ts";
import { LoadQueue, TRANSACTION_BYTES, type Portion } from "../../src/loader/load-queue.ts";
import { batchOf, columnsOf, requestRecord } from "../support/batch.ts";
import { trackEvent } from "../support/product-events.ts";

const ROW_GROUP = 122_880;
const MIB = 1024 * 1024;

function entryOf({ requests = 0, events = [] as ProductEvent[], receivedAt = 0 }): ArrayBuffer {
  const columns = columnsOf(Array.from({ length: requests }, () => requestRecord()));
  const group = { accepted: [], requests: columns, events, summaries: [] };
  return encodeFrame(batchOf([], { receivedAt }), [group]).buffer as ArrayBuffer;
}

function queueOf(...entries: ArrayBuffer[]): LoadQueue {
  const queue = new LoadQueue();
  for (const [sequence, entry] of entries.entries()) queue.push(sequence, 0, entry);
  return queue;
}

const dayOf = (time: number): string => String(Math.floor(time / 1_000));
const partsOf = (portions: Portion[]) =>
  portions.map(({ sequence, from, to }) => [sequence, from, to]);

function takeAll(queue: LoadQueue): number[][][] {
  const taken: number[][][] = [];
  while (!queue.isEmpty) taken.push(partsOf(queue.take(dayOf)));
  return taken;
}

describe("a transaction", () => {
  it("has exactly a row group of requests where as many wait", () => {
    const entry = entryOf({ requests: 50_000 });
    expect(takeAll(queueOf(entry, entry, entry))).toEqual([
      [
        [0, 0, 50_000],
        [1, 0, 50_000],
        [2, 0, ROW_GROUP - 100_000],
      ],
      [[2, ROW_GROUP - 100_000, 50_000]],
    ]);
  });

  it("has no more events than a row group has requests", () => {
    const entry = entryOf({ events: Array.from({ length: 50_000 }, () => trackEvent()) });
    expect(takeAll(queueOf(entry, entry, entry)).map((taken) => taken.length)).toEqual([2, 1]);
  });

  it("has no more bytes than it may, and one entry at least", () => {
    const small = new Uint8Array(entryOf({ requests: 1 }));
    const entryOfSize = (bytes: number): ArrayBuffer => {
      const padded = new Uint8Array(bytes);
      padded.set(small);
      return padded.buffer;
    };
    const entry = entryOfSize(10 * MIB);
    const larger = entryOfSize(TRANSACTION_BYTES + 8);
    const queue = queueOf(entry, entry, entry, entry, larger, entry);
    expect(takeAll(queue).map((taken) => taken.length)).toEqual([3, 1, 1, 1]);
  });

  it("is of one day", () => {
    const queue = queueOf(entryOf({ requests: 1 }), entryOf({ requests: 1, receivedAt: 1_000 }));
    expect(takeAll(queue)).toEqual([[[0, 0, 1]], [[1, 0, 1]]]);
  });

  it("can be taken back, in whole and in part", () => {
    const entry = entryOf({ requests: 100_000 });
    const queue = queueOf(entry, entry, entry);
    const { bytes } = queue;
    const taken = queue.take(dayOf);
    expect(queue.bytes).toBe(bytes - entry.byteLength);
    queue.putBack(taken);
    expect(queue.bytes).toBe(bytes);
    const again = takeAll(queue);
    expect(again[0]).toEqual(partsOf(taken));
    expect(again.flat().reduce((sum, [, from, to]) => sum + to! - from!, 0)).toBe(300_000);
    expect(queue.bytes).toBe(0);
  });
});
