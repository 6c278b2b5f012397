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
