import { expect, it } from "vitest";
import { RecentMessages } from "../src/recent-messages.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 1, 12);

/** So many messages at a time, numbered from a first one. */
function add(messages: RecentMessages, first: number, count: number, receivedAt: number): void {
  for (let number = first; number < first + count; number++) {
    messages.add(BigInt(number), receivedAt);
  }
}

it("knows a message for 24 hours", () => {
  const messages = new RecentMessages();
  messages.add(1n, NOON);
  expect(messages.has(1n, NOON)).toBe(true);
  expect(messages.has(1n, NOON + 23 * HOUR)).toBe(true);
  expect(messages.has(1n, NOON + 27 * HOUR)).toBe(false);
  expect(messages.has(2n, NOON)).toBe(false);
});

it("keeps what came in the last 24 hours when clocks are set wrong for a moment", () => {
  const messages = new RecentMessages();
  for (let hour = 0; hour < 24; hour++) messages.add(BigInt(hour), NOON + hour * HOUR);
  messages.add(100n, NOON + 1_000 * HOUR);
  for (let hour = 0; hour < 24; hour++) {
    expect(messages.has(BigInt(hour), NOON + 23 * HOUR)).toBe(true);
  }
});

it("is bounded: of too many the newest are known", () => {
  const messages = new RecentMessages({ generationSize: 100, mostGenerations: 14 });
  add(messages, 0, 10_000, NOON);
  expect(messages.has(9_999n, NOON)).toBe(true);
  expect(messages.has(8_700n, NOON)).toBe(true);
  expect(messages.has(8_599n, NOON)).toBe(false);
});

it("forgets the oldest first, also where they come last", () => {
  const messages = new RecentMessages({ generationSize: 100, mostGenerations: 14 });
  add(messages, 0, 1_400, NOON);
  add(messages, 5_000, 300, NOON - 4 * HOUR);
  expect(messages.has(0n, NOON)).toBe(true);
  expect(messages.has(1_399n, NOON)).toBe(true);
  expect(messages.has(5_000n, NOON)).toBe(false);
});

it("knows many that were added at once, each by its own time", () => {
  const messages = new RecentMessages({ generationSize: 100 });
  const digests = BigUint64Array.from({ length: 1_000 }, (_, index) => BigInt(index) << 31n);
  const receivedAt = Float64Array.from(digests, (_, index) => NOON - (index % 3) * 10 * HOUR);
  messages.addAll(digests.subarray(1), receivedAt.subarray(1));
  const isKnown = Array.from(digests, (digest) => messages.has(digest, NOON + 8 * HOUR));
  expect(isKnown).toEqual(Array.from(digests, (_, index) => index > 0 && index % 3 < 2));
});
