import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { read, REQUEST, requestsOf } from "../decode/envelopes.ts";
import { asKept, requestRecords } from "../requests.ts";
import { RequestColumnsWriter, type RequestRecord } from "../../src/index.ts";

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
});
