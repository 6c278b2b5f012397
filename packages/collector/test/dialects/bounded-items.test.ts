import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { startCollector } from "../support/collector.ts";

const MEBIBYTE = 1024 * 1024;
/** Ten million times nothing, which compresses to 20 kB. */
const NOTHING = `${"0,".repeat(9.9 * MEBIBYTE)}0`;

it.each([
  ["/v1/events", `[${NOTHING}]`],
  ["/v1/batch", `{"batch":[${NOTHING}]}`],
  ["/batch/", `{"batch":[${NOTHING}]}`],
  ["/api/v1/events/batch", `{"events":[${NOTHING}]}`],
  ["/v1/unisights", `{"data":{"events":[${NOTHING}]}}`],
])("%s refuses millions of items before it looks at any", async (path, body) => {
  const { post } = await startCollector();
  const sent = gzipSync(body);
  expect(sent.length).toBeLessThan(100_000);
  const before = process.memoryUsage().heapUsed;
  const response = await post(path, sent, { "content-encoding": "gzip" });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_TOO_MANY_RECORDS" });
  // The body, its text and its numbers: not an object for each item.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * MEBIBYTE);
});

it("a Serla batch costs no copy of its first event for each of the others", async () => {
  const { post } = await startCollector();
  const first = {
    name: "a",
    timestamp: "2026-01-02T03:04:05Z",
    properties: "A".repeat(9 * MEBIBYTE),
  };
  const events = [first, ...Array.from({ length: 2_000 }, (_, index) => index)];
  const body = gzipSync(JSON.stringify({ events }));
  const response = await post("/api/v1/events/batch", body, { "content-encoding": "gzip" });
  expect(await response.json()).toEqual({ success: true, count: 1 });
});

it("spans of more resources than a gateway sends are refused before any is kept", async () => {
  const { post } = await startCollector();
  const resourceSpans = Array.from({ length: 501 }, () => ({}));
  expect((await post("/v1/traces", { resourceSpans })).status).toBe(413);
  expect((await post("/v1/traces", { resourceSpans: resourceSpans.slice(1) })).status).toBe(200);
});
