import { describe, expect, it } from "vitest";
import { RecordBuffer } from "../../src/intake/record-buffer.ts";
import { REQUEST } from "../support/start-clients.ts";

const requestsOf = (count: number): { path: string }[] => {
  const buffer = new RecordBuffer();
  for (let n = 0; n < count; n++) buffer.push({ ...REQUEST, timestamp: n, path: `/${n}` });
  return JSON.parse(buffer.take().requests ?? "null") as { path: string }[];
};

describe("RecordBuffer", () => {
  it("writes one request as a row, more as columns, in the order in which they came", () => {
    expect(requestsOf(0)).toBeNull();
    expect(requestsOf(1)).toMatchObject([{ path: "/0" }]);
    expect(requestsOf(2)).toMatchObject({ count: 2, timestamp: [0, 1] });
    expect(requestsOf(4)).toMatchObject({ count: 4, timestamp: [0, 1, 2, 3] });
  });

  it.each([0, 1, 5])("keeps nothing of a request that cannot be read after %d others", (before) => {
    const buffer = new RecordBuffer();
    const unreadable = {
      ...REQUEST,
      timestamp: 0,
      get traceId(): never {
        throw new Error("no");
      },
    };
    for (let n = 0; n < before; n++) buffer.push({ ...REQUEST, timestamp: n });
    expect(() => buffer.push(unreadable)).toThrow("no");
    buffer.push({ ...REQUEST, timestamp: before });
    expect(buffer.length).toBe(before + 1);
    const { requests, count } = buffer.take();
    expect(count).toBe(before + 1);
    const written = JSON.parse(requests!) as unknown[] | { count: number };
    expect(Array.isArray(written) ? written.length : written.count).toBe(before + 1);
  });

  it("counts requests and events, and is empty when they were taken", () => {
    const buffer = new RecordBuffer();
    for (let n = 0; n < 5; n++) buffer.push({ ...REQUEST, timestamp: n });
    buffer.pushEvent("{}");
    expect(buffer.length).toBe(6);
    expect(buffer.take()).toMatchObject({ count: 6, events: ["{}"] });
    expect(buffer.length).toBe(0);
    expect(buffer.take()).toEqual({ count: 0, events: [], requests: undefined });
  });

  it("is heavy until it was taken", () => {
    const buffer = new RecordBuffer();
    buffer.push({ ...REQUEST, timestamp: 0, requestBody: "x".repeat(1_100_000) });
    expect(buffer.isHeavy).toBe(true);
    buffer.take();
    expect(buffer.isHeavy).toBe(false);
  });
});
