import { expect, test } from "vitest";
import { fit } from "../../src/intake/fit.ts";
import type { ObservedRequest } from "../../src/pipeline/observed-request.ts";

const bare = { method: "GET", path: "/a", timestamp: 1_790_000_000_000, durationMs: 1 };

function fitted(details: Partial<ObservedRequest>, bytes: number): ObservedRequest | undefined {
  const record: ObservedRequest = { ...bare, ...details };
  return fit(record, bytes) ? (JSON.parse(JSON.stringify(record)) as ObservedRequest) : undefined;
}

const text = (length: number): string => "x".repeat(length);

test("a record that is small enough stays as it is", () => {
  const details = { metadata: { plan: "free" }, requestBody: text(100) };
  expect(fitted(details, 300)).toEqual({ ...bare, ...details });
});

test("a record that is too large gives up metadata, then bodies, then headers, and tells", () => {
  const metadata = { notes: text(400) };
  const bodies = { requestBody: text(400), responseBody: text(400) };
  const requestHeaders = { "x-long": text(400) };
  const missing = (what: string) => ({ metadata: { "peek.missing": what } });
  const all = { metadata, ...bodies, requestHeaders };
  expect(fitted(all, 1_500)).toEqual({
    ...bare,
    ...bodies,
    requestHeaders,
    ...missing("metadata: too large a record"),
  });
  expect(fitted(all, 700)).toEqual({
    ...bare,
    requestHeaders,
    ...missing("metadata: too large a record, requestBody and responseBody: too large a record"),
  });
  expect(fitted({ requestHeaders }, 300)).toEqual({
    ...bare,
    ...missing("requestHeaders: too large a record"),
  });
});

test("what was said to be missing before is dropped with the other metadata", () => {
  const metadata = { "peek.missing": "responseBody is cut off", notes: text(400) };
  expect(fitted({ metadata }, 300)?.metadata).toEqual({
    "peek.missing": "metadata: too large a record",
  });
});

test("where there is no room to tell, the rest is kept", () => {
  expect(fitted({ metadata: { notes: text(400) } }, 100)).toEqual(bare);
});

test("a record that is too large whatever it gives up does not fit", () => {
  const path = text(400);
  expect(fitted({ path }, 300)).toBeUndefined();
  expect(fitted({ path }, 16_384)).toEqual({ ...bare, path });
});
