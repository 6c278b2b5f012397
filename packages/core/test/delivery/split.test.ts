import { encodeRequests, readEnvelope, requestAt, type RequestRecord } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asRows, splitGroup } from "../../src/delivery/split.ts";

const NOW = 1_790_000_000_000;
const records = fc.array(
  fc.record(
    {
      timestamp: fc.integer({ min: NOW - 1_000, max: NOW }),
      method: fc.constantFrom("GET", "POST"),
      route: fc.constantFrom("/a", "/b/:id"),
      path: fc.string({ maxLength: 20 }),
      status: fc.integer({ min: 100, max: 599 }),
      durationMs: fc.integer({ min: 0, max: 1_000 }),
      metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.integer()),
    },
    { requiredKeys: ["timestamp", "method", "durationMs"] },
  ),
  { minLength: 2, maxLength: 40 },
) as fc.Arbitrary<RequestRecord[]>;

function groupOf(requests: RequestRecord[]) {
  const first = 11;
  const last = first + requests.length - 1;
  const text = `{"first":${first},"last":${last},"requests":${encodeRequests(requests)}}`;
  return { first, last, text, bytes: text.length, header: "", summaries: 0 };
}

function decode(...texts: string[]): [number, RequestRecord][] {
  const body = `{"version":1,"instance":"i","sentAt":${NOW},"groups":[${texts.join(",")}]}`;
  const { batch } = readEnvelope(Buffer.from(body), { receivedAt: NOW });
  return batch.groups.flatMap(({ first, requests }) =>
    Array.from({ length: requests.count }, (_, i): [number, RequestRecord] => [
      first! + requests.index[i]!,
      requestAt(requests, i),
    ]),
  );
}

describe("splitGroup", () => {
  it("cuts a group into two that hold the same records under the same numbers", () => {
    fc.assert(
      fc.property(records, (requests) => {
        const group = { ...groupOf(requests), since: 70 };
        const [left, right] = splitGroup(group, group.text);
        expect([left.since, right.since]).toEqual([70, 70]);
        expect([left.first, right.last, left.last + 1]).toEqual([
          group.first,
          group.last,
          right.first,
        ]);
        expect(decode(left.text!, right.text!)).toEqual(decode(group.text));
      }),
    );
  });
});

describe("asRows", () => {
  it("writes the same records as rows", () => {
    fc.assert(
      fc.property(records, (requests) => {
        const { text } = groupOf(requests);
        expect(Array.isArray(JSON.parse(asRows(text)).requests)).toBe(true);
        expect(decode(asRows(text))).toEqual(decode(text));
      }),
    );
  });
});
