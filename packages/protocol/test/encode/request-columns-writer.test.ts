import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read, REQUEST, requestsOf } from "../decode/envelopes.ts";
import { asKept, requestRecords } from "../requests.ts";
import {
  NUMBER_FIELDS,
  OBJECT_FIELDS,
  RequestColumnsWriter,
  type RequestRecord,
  TEXT_FIELDS,
} from "../../src/index.ts";

function take(columns: RequestColumnsWriter): RequestRecord[] {
  return requestsOf(read({ requests: JSON.parse(columns.take()) as unknown }));
}

describe("RequestColumnsWriter", () => {
  it("writes group after group, none of which has anything of another", () => {
    const columns = new RequestColumnsWriter();
    fc.assert(
      fc.property(fc.array(requestRecords, { maxLength: 40 }), (records) => {
        for (const record of records) columns.add(record);
        expect(columns.count).toBe(records.length);
        expect(take(columns)).toEqual(records.map(asKept));
        expect(columns.count).toBe(0);
      }),
    );
  });

  it("reads a request when it is added, and not again", () => {
    const columns = new RequestColumnsWriter();
    const request = { ...REQUEST, metadata: { tier: "gold" } };
    columns.add(request);
    request.path = "/changed";
    request.metadata.tier = "changed";
    expect(take(columns)).toEqual([asKept({ ...REQUEST, metadata: { tier: "gold" } })]);
  });

  it("keeps nothing of a request that cannot be read", () => {
    const whole = { ...REQUEST, route: undefined, metadata: { tier: "gold" } };
    const unreadable = (field: string): RequestRecord =>
      Object.defineProperty(
        { ...REQUEST, consumer: "lost", requestHeaders: { lost: "yes" } },
        field,
        {
          get: () => {
            throw new Error("no");
          },
        },
      );
    for (const field of [...TEXT_FIELDS, ...NUMBER_FIELDS, ...OBJECT_FIELDS, "timestamp"]) {
      const columns = new RequestColumnsWriter();
      columns.add(REQUEST);
      expect(() => columns.add(unreadable(field))).toThrow("no");
      expect(columns.count).toBe(1);
      expect(take(columns)).toEqual([asKept(REQUEST)]);
      expect(() => columns.add(unreadable(field))).toThrow("no");
      columns.add(whole);
      expect(take(columns)).toEqual([asKept(whole)]);
    }
  });
});
