import type { Filter } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const HOUR = 3_600_000;
const RANGE = { from: NOON, to: NOON + 24 * HOUR };

describe("a page of requests", () => {
  it("continues where it ended though newer and older ones came meanwhile", async () => {
    const store = await openForTest(await temporaryDirectory());
    const at = (offset: number) => requestRecord({ timestamp: NOON + offset, path: `/${offset}` });
    await store.append(batchOf([1, 2, 3, 4].map((offset) => at(offset * 10))));
    const first = await store.requests({ ...RANGE, filter: [], limit: 2 });
    await store.append(batchOf([at(50), at(25), at(20)]));
    const second = await store.requests({ ...RANGE, filter: [], limit: 9, cursor: first.cursor });
    const paths = [...first.requests, ...second.requests].map(({ path }) => path);
    expect(paths).toEqual(["/40", "/30", "/25", "/20", "/20", "/10"]);
    expect(second.cursor).toBeUndefined();
  });

  it("is refused for a cursor of somebody's own making", async () => {
    const store = await openForTest(await temporaryDirectory());
    for (const cursor of ["", "x", "1.2", "1.zz-1; DROP TABLE requests", "1.1-zzzzz"]) {
      await expect(
        store.requests({ ...RANGE, filter: [], limit: 1, cursor }),
      ).rejects.toMatchObject({
        code: "PEEK_E_CURSOR",
      });
    }
  });
});

describe("a filter or range without meaning", () => {
  it("is refused", async () => {
    const store = await openForTest(await temporaryDirectory());
    const filter = [{ field: "outcome", operator: ">", value: 1, negated: false }] as Filter;
    await expect(store.requests({ ...RANGE, filter, limit: 1 })).rejects.toMatchObject({
      code: "PEEK_E_FILTER",
    });
    const query = { metrics: ["requests" as const], filter: [], from: 0, to: HOUR };
    for (const step of [0, -1, 0.5, 1, Number.NaN]) {
      await expect(store.timeseries({ ...query, step })).rejects.toMatchObject({
        code: "PEEK_E_RANGE",
      });
    }
  });
});
