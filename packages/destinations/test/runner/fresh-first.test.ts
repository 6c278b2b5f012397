import { defineDestination, delivered, retry } from "@peekjs/destinations";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";

/** Milliseconds that the vendor takes for an answer. */
const ANSWER = 5;

/** Milliseconds by which the clock is advanced, and within which the last answer may have come. */
const STEP = 100;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

it.each([
  [1_000, 1],
  [1_000, 4],
  [2_500, 4],
])(
  "brings %i events, three of ten of which fail by themselves, as if none of these were repeated: %i at a time",
  async (count, concurrency) => {
    const attempts: string[] = [];
    const destination = defineDestination<string>({
      name: "vendor",
      limits: { events: 1, concurrency },
      map: (_, { id }) => ({ payload: id }),
      async send([item]) {
        attempts.push(item!.id);
        await new Promise((resolve) => setTimeout(resolve, ANSWER));
        return item!.id.startsWith("bad") ? retry("answered 500") : delivered;
      },
    });
    const connection = destination.connect();
    const ids = Array.from({ length: count }, (_, i) => `${i % 10 < 3 ? "bad" : "good"}-${i}`);
    const events = ids.map((eventId) => trackEvent({ eventId }));
    void connection.enqueue(events, {});
    const good = count * 0.7;
    let time = 0;
    while (connection.stats().delivered < good && time < 600_000) {
      await vi.advanceTimersByTimeAsync(STEP);
      time += STEP;
    }
    expect(connection.stats()).toMatchObject({ delivered: good, pending: count - good, dead: 0 });
    const inLastStep = (STEP / ANSWER) * concurrency;
    expect(attempts.length).toBeLessThan(count + inLastStep + 40);
  },
);

it("finds those on which it fails as a whole in requests of several, while the others go on", async () => {
  let attempts = 0;
  const destination = defineDestination<string>({
    name: "vendor",
    limits: { events: 10 },
    map: (_, { id }) => ({ payload: id }),
    async send(items) {
      attempts++;
      await new Promise((resolve) => setTimeout(resolve, ANSWER));
      return items.some(({ id }) => id.startsWith("bad")) ? retry("answered 500") : delivered;
    },
  });
  const connection = destination.connect();
  // The first request is taken, each of the others has one.
  const ids = Array.from(
    { length: 1_000 },
    (_, i) => `${i % 10 === 5 && i > 9 ? "bad" : "good"}-${i}`,
  );
  void connection.enqueue(
    ids.map((eventId) => trackEvent({ eventId })),
    {},
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.stats()).toMatchObject({ delivered: 901, pending: 99, dead: 0 });
  // A halving of ten events takes eight.
  expect(attempts).toBeLessThan(99 * 20);
});
