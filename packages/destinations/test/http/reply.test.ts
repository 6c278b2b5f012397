import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readReply } from "../../src/http/reply.ts";

const NOW = Date.parse("2026-01-02T03:04:05Z");
const HOUR = 3_600_000;

describe("Retry-After", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["0", 0],
    ["7", 7_000],
    [" 7 ", 7_000],
    ["Fri, 02 Jan 2026 03:04:35 GMT", 30_000],
    ["Fri, 02 Jan 2026 03:03:05 GMT", 0],
    // asctime's form is of GMT too, wherever the process is.
    ["Fri Jan  2 03:04:35 2026", 30_000],
    ["Sat, 03 Jan 2126 03:04:05 GMT", HOUR],
    ["31536000", HOUR],
    ["9".repeat(400), HOUR],
    ["-5", undefined],
    ["1.5", 1_500],
    ["1e3", undefined],
    ["soon", undefined],
    ["Soon", undefined],
    ["Infinity", undefined],
    ["", undefined],
  ])("of %j asks for %s ms", async (header, milliseconds) => {
    const response = new Response(null, { status: 429, headers: { "retry-after": header } });
    expect((await readReply(response)).retryAfter).toBe(milliseconds);
  });
});

describe("the end of the period of a limit", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it.each<[number, Record<string, string>, number | undefined]>([
    [429, { "x-ratelimit-reset": "30" }, 30_000],
    [429, { "ratelimit-reset": "2.5" }, 2_500],
    [429, { "x-ratelimit-reset": String(NOW / 1_000 + 90) }, 90_000],
    [429, { "x-ratelimit-reset": String(NOW / 1_000 - 90) }, 0],
    [429, { "x-ratelimit-reset": String(NOW) }, undefined],
    [429, { "x-ratelimit-reset": "never" }, undefined],
    [429, { "x-ratelimit-reset": "30", "retry-after": "5" }, 5_000],
    [200, { "x-ratelimit-reset": "30" }, undefined],
    [503, { "x-ratelimit-reset": "30" }, undefined],
  ])("of %i with %j asks for %s ms", async (status, headers, milliseconds) => {
    const response = new Response(null, { status, headers });
    expect((await readReply(response)).retryAfter).toBe(milliseconds);
  });
});

it("reads an answer that says something of each of a thousand events", async () => {
  const messages = Array.from({ length: 1_000 }, () => "a parameter is missing ".repeat(10));
  const { json } = await readReply(new Response(JSON.stringify({ messages })));
  expect(json).toEqual({ messages });
});

it("reads no more than 1 MB, and takes what is longer for no answer", async () => {
  let pulled = 0;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(0x20 + (pulled++ % 64))),
  });
  const { text, json } = await readReply(new Response(body));
  expect(text.length).toBeLessThanOrEqual(1_048_576);
  expect(json).toBeUndefined();
  expect(pulled).toBeLessThan(68);
});
