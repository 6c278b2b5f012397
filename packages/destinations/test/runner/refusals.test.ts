import { delivered, refused } from "@peekjs/destinations";
import type { DestinationOptions, Outcome } from "@peekjs/destinations";
import type { DestinationConnection, PeekError } from "@peekjs/protocol";
import { expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";
import { scriptedDestination } from "./example.ts";

const EVENTUALLY = { timeout: 10_000 };

/** What takes an event is asked with each request, which holds the ids of its events. */
function connect(
  limits: { events: number; concurrency?: number },
  takes: (id: string) => boolean,
  options: DestinationOptions = {},
) {
  const errors: PeekError[] = [];
  const send = (ids: string[]): Outcome =>
    ids.every(takes) ? delivered : refused({ reason: "answered 400", answer: "invalid token" });
  const destination = scriptedDestination(limits, send, options);
  const connection = destination.connect({ report: (error) => errors.push(error) });
  return { connection, codes: () => errors.map(({ code }) => code) };
}

function enqueue(connection: DestinationConnection, name: string, count: number): Promise<unknown> {
  const events = Array.from({ length: count }, (_, index) =>
    trackEvent({ eventId: `${name}-${index}` }),
  );
  return connection.enqueue(events, {});
}

const LIMITS = [{ events: 1 }, { events: 1, concurrency: 4 }, { events: 10 }];

it.each(LIMITS)(
  "a destination that never took anything gets no event buried, with %j",
  async (limits) => {
    let isRight = false;
    const { connection, codes } = connect(limits, () => isRight);
    await enqueue(connection, "event", 100);
    await vi.waitFor(() => expect(codes()).toContain("PEEK_E_DESTINATION_BLOCKED"), EVENTUALLY);
    expect(connection.stats()).toMatchObject({
      pending: 100,
      dead: 0,
      circuit: expect.stringMatching(/open$/),
    });
    expect(connection.stats().attempts).toBeLessThan(40);
    isRight = true;
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(100), EVENTUALLY);
    expect(connection.stats()).toMatchObject({ pending: 0, dead: 0, circuit: "closed" });
  },
);

it.each(LIMITS)(
  "one that begins to refuse everything gets no event buried, with %j",
  async (limits) => {
    let isRight = true;
    const { connection, codes } = connect(limits, () => isRight);
    await enqueue(connection, "before", 20);
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(20), EVENTUALLY);
    isRight = false;
    await enqueue(connection, "after", 100);
    await vi.waitFor(() => expect(codes()).toContain("PEEK_E_DESTINATION_BLOCKED"), EVENTUALLY);
    expect(connection.stats()).toMatchObject({ pending: 100, dead: 0 });
    isRight = true;
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(120), EVENTUALLY);
    expect(connection.stats().dead).toBe(0);
  },
);

it("an event that is refused alone is kept, which is said, until another is taken", async () => {
  const { connection, codes } = connect({ events: 1 }, (id) => !id.startsWith("bad"));
  await enqueue(connection, "bad", 1);
  await vi.waitFor(() => expect(codes()).toContain("PEEK_E_DESTINATION_FAILED"), EVENTUALLY);
  expect(connection.stats()).toMatchObject({
    pending: 1,
    dead: 0,
    lastFailure: "answered 400",
    lastAnswer: "invalid token",
  });
  await enqueue(connection, "good", 1);
  const isDone = { delivered: 1, pending: 0, dead: 1, circuit: "closed" };
  await vi.waitFor(() => expect(connection.stats()).toMatchObject(isDone), EVENTUALLY);
  const [letter] = await connection.deadLetters();
  expect(letter).toMatchObject({ reason: "answered 400", answer: "invalid token" });
});

it("a flush does not wait for an event that is refused alone", async () => {
  const { connection } = connect({ events: 1 }, () => false, { circuitCooldown: 60_000 });
  await enqueue(connection, "bad", 1);
  const begin = performance.now();
  expect(await connection.flush({ timeout: 20_000 })).toEqual({ delivered: 0, pending: 1 });
  expect(await connection.close({ timeout: 20_000 })).toEqual({ delivered: 0, pending: 1 });
  expect(performance.now() - begin).toBeLessThan(5_000);
});
