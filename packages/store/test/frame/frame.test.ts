import type { RequestRecord } from "@peekjs/protocol";
import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS, requestAt } from "@peekjs/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFrame } from "../../src/frame/decode-frame.ts";
import { encodeFrame } from "../../src/frame/encode-frame.ts";
import { ENTRY_HEADER_BYTES } from "../../src/log/log-entry.ts";
import { batchOf, columnsOf } from "../support/batch.ts";

/** Any code units, halves of pairs included, as well as plain text. */
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme-ascii" }));

const record = fc.record(
  {
    timestamp: fc.nat(),
    method: text,
    durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    ...Object.fromEntries(TEXT_FIELDS.map((field) => [field, text])),
    ...Object.fromEntries(NUMBER_FIELDS.map((field) => [field, fc.nat()])),
    ...Object.fromEntries(OBJECT_FIELDS.map((field) => [field, fc.dictionary(text, text)])),
  },
  { requiredKeys: ["timestamp", "method", "durationMs"] },
) as unknown as fc.Arbitrary<RequestRecord>;

describe("a frame", () => {
  it("holds what was put into it", () => {
    fc.assert(
      fc.property(fc.array(fc.array(record, { maxLength: 4 }), { maxLength: 3 }), (groups) => {
        const fresh = groups.map((records, index) => ({
          accepted: [[index * 10, index * 10 + 9]] as [number, number][],
          requests: columnsOf(records),
          events: [],
          summaries: [],
        }));
        const entry = encodeFrame(batchOf([], { instance: "a", clockSkewMs: -7 }), fresh);
        expect(entry.length % 8).toBe(0);
        const { header, groups: decoded } = decodeFrame(entry.subarray(ENTRY_HEADER_BYTES));
        expect(header).toMatchObject({
          instance: "a",
          clockSkewMs: -7,
          records: groups.flat().length,
        });
        for (const [index, group] of decoded.entries()) {
          const { requests } = fresh[index]!;
          expect(group.header.accepted).toEqual(fresh[index]!.accepted);
          expect(group.timestamp).toEqual(requests.timestamp);
          for (let row = 0; row < requests.count; row++) {
            const expected = requestAt(requests, row);
            for (const field of NUMBER_FIELDS) {
              expect(group.number[field]?.[row] ?? Number.NaN).toBe(expected[field] ?? Number.NaN);
            }
            for (const field of [...TEXT_FIELDS, ...OBJECT_FIELDS]) {
              const at = group.text[field]?.[row] ?? -1;
              const value = expected[field];
              const written = typeof value === "object" ? JSON.stringify(value) : value;
              const found = at < 0 ? undefined : group.strings.text(at);
              expect(found).toBe(
                written === undefined ? undefined : Buffer.from(written).toString(),
              );
            }
          }
        }
      }),
    );
  });

  it("holds events with the contexts that they share, and leaves them as they were", () => {
    const json = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ maxDepth: 1 }), {
      maxKeys: 2,
      noNullPrototype: true,
    });
    const events = fc
      .array(fc.option(json, { nil: undefined }), { minLength: 1, maxLength: 3 })
      .chain((contexts) =>
        fc.array(
          fc.record({
            type: fc.constant("track" as const),
            event: fc.string(),
            userId: fc.string(),
            timestamp: fc.nat(),
            context: fc.constantFrom(...contexts),
            properties: json,
          }),
          { maxLength: 6 },
        ),
      );
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
    fc.assert(
      fc.property(fc.array(events, { maxLength: 3 }), (groups) => {
        const fresh = groups.map((own) => ({
          accepted: [],
          requests: columnsOf([]),
          events: own,
          summaries: [],
        }));
        const before = plain(groups);
        const entry = encodeFrame(batchOf([]), fresh);
        const { header } = decodeFrame(entry.subarray(ENTRY_HEADER_BYTES));
        expect(plain(header.groups.map(({ events: own }) => own))).toEqual(before);
        expect(plain(groups)).toEqual(before);
      }),
    );
  });
});
