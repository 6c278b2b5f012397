import { blocked, delivered, refused, retry } from "@peekjs/destinations";
import type { Outcome } from "@peekjs/destinations";
import type { DestinationConnection } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";
import { scriptedDestination } from "./example.ts";

const EVENTUALLY = { timeout: 10_000 };

function connect(...script: Parameters<typeof scriptedDestination>): DestinationConnection {
  return scriptedDestination(...script).connect();
}

function enqueue(connection: DestinationConnection, ids: readonly string[]): Promise<unknown> {
  return connection.enqueue(
    ids.map((eventId) => trackEvent({ eventId })),
    {},
  );
}

const named = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index}`);

describe("requests at the same time", () => {
  it("go on behind one that hangs, also with what comes later", async () => {
    let release = (): void => {};
    const hanging = new Promise<void>((resolve) => (release = resolve));
    const taken: string[] = [];
    const connection = connect({ events: 1, concurrency: 4 }, async ([id]) => {
      if (id === "slow") await hanging;
      taken.push(id!);
      return delivered;
    });
    await enqueue(connection, ["slow", ...named("a", 9)]);
    await vi.waitFor(() => expect(taken).toHaveLength(9));
    await enqueue(connection, named("b", 9));
    await vi.waitFor(() => expect(taken).toHaveLength(18));
    expect(taken).not.toContain("slow");
    expect(connection.stats()).toMatchObject({ delivered: 18, pending: 1 });
    release();
    await vi.waitFor(() => expect(connection.stats()).toMatchObject({ delivered: 19, pending: 0 }));
  });

  it("are never more than allowed, and one while it is found out whether the destination is back", async () => {
    let underWay = 0;
    let isDown = false;
    const most = { up: 0, down: 0 };
    const connection = connect({ events: 2, concurrency: 3 }, async () => {
      underWay++;
      const state = isDown ? "down" : "up";
      most[state] = Math.max(most[state], underWay);
      await new Promise((resolve) => setTimeout(resolve, 2));
      underWay--;
      return isDown ? retry("down") : delivered;
    });
    await enqueue(connection, named("a", 30));
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(30), EVENTUALLY);
    expect(most.up).toBe(3);
    isDown = true;
    await enqueue(connection, named("b", 30));
    await vi.waitFor(() => expect(connection.stats().circuit).toBe("open"), EVENTUALLY);
    await vi.waitFor(() => expect(underWay).toBe(0));
    most.down = 0;
    const { attempts } = connection.stats();
    await vi.waitFor(
      () => expect(connection.stats().attempts).toBeGreaterThan(attempts + 1),
      EVENTUALLY,
    );
    expect(most.down).toBe(1);
    isDown = false;
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(60), EVENTUALLY);
  });
});

describe("an event on which the destination fails", () => {
  const FAILURES: [string, Outcome][] = [
    ["is answered 500", retry("answered 500")],
    ["is answered 404", blocked("answered 404")],
  ];

  it.each(FAILURES)("holds up no other, alone in its requests, where it %s", async (_, failure) => {
    let failures = 0;
    const connection = connect({ events: 1, concurrency: 4 }, ([id]) => {
      if (id !== "bad") return delivered;
      failures++;
      return failure;
    });
    await enqueue(connection, ["bad"]);
    await vi.waitFor(() => expect(connection.stats().circuit).not.toBe("closed"), EVENTUALLY);
    for (const round of [1, 2, 3]) {
      await enqueue(connection, named(`good-${round}`, 5));
      await vi.waitFor(() => expect(connection.stats().delivered).toBe(round * 5), EVENTUALLY);
    }
    expect(connection.stats()).toMatchObject({ pending: 1, dead: 0 });
    const before = failures;
    for (const round of [4, 5]) {
      await enqueue(connection, named(`good-${round}`, 100));
      await vi.waitFor(
        () => expect(connection.stats().delivered).toBe(15 + (round - 3) * 100),
        EVENTUALLY,
      );
    }
    // The others do not hurry it.
    expect(failures - before).toBeLessThan(20);
    await connection.close({ timeout: 0 });
  });

  it("holds up no other in its requests", async () => {
    const connection = connect({ events: 10 }, (ids) =>
      ids.includes("bad") ? retry("answered 500") : delivered,
    );
    await enqueue(connection, [...named("a", 4), "bad", ...named("b", 20)]);
    await vi.waitFor(() => expect(connection.stats().delivered).toBe(24), EVENTUALLY);
    expect(connection.stats()).toMatchObject({ pending: 1, dead: 0 });
    await connection.close({ timeout: 0 });
  });
});

it("sends what comes after an event that rested was erased", async () => {
  const connection = connect(
    { events: 1, concurrency: 4 },
    ([id]) => (id === "bad" ? retry("answered 500") : delivered),
    { retryDelay: 100_000 },
  );
  await enqueue(connection, ["good-1"]);
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(1), EVENTUALLY);
  await enqueue(connection, ["bad"]);
  await vi.waitFor(() => expect(connection.stats().attempts).toBe(2), EVENTUALLY);
  await vi.waitFor(() => expect(connection.memory?.erase(() => true)).toBe(1), EVENTUALLY);
  await enqueue(connection, ["good-2"]);
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(2), EVENTUALLY);
});

describe("a flush", () => {
  /** A destination with an event that rests for long. */
  async function withResting(): Promise<DestinationConnection> {
    const connection = connect(
      { events: 1, concurrency: 4 },
      ([id]) => (id === "bad" ? retry("answered 500") : delivered),
      { retryDelay: 100_000 },
    );
    await enqueue(connection, ["bad"]);
    await vi.waitFor(() => expect(connection.stats().attempts).toBe(1));
    await enqueue(connection, ["good"]);
    await connection.flush({ timeout: 10_000 });
    await vi.waitFor(() => expect(connection.stats()).toMatchObject({ delivered: 1, pending: 1 }));
    return connection;
  }

  it("does not wait for an event that is left alone for long, nor does a close", async () => {
    const connection = await withResting();
    const begin = performance.now();
    for (const id of ["a", "b", "c"]) {
      await enqueue(connection, [id]);
      expect(await connection.flush({ timeout: 20_000 })).toEqual({ delivered: 1, pending: 1 });
    }
    expect(await connection.close({ timeout: 20_000 })).toEqual({ delivered: 0, pending: 1 });
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it("waits for one that is left alone for a moment", async () => {
    let failures = 0;
    const connection = connect({ events: 1, concurrency: 4 }, ([id]) =>
      id === "bad" && failures++ < 3 ? retry("answered 500") : delivered,
    );
    await enqueue(connection, ["bad", ...named("good", 8)]);
    expect(await connection.flush()).toEqual({ delivered: 9, pending: 0 });
  });
});

it("takes a cut of all requests under way for one failure", async () => {
  let isCut = false;
  const waiting: (() => void)[] = [];
  const connection = connect(
    { events: 1, concurrency: 8 },
    async () => {
      if (!isCut) return delivered;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return isCut ? retry("reset") : delivered;
    },
    { retryDelay: 20, circuitCooldown: 60_000 },
  );
  await enqueue(connection, named("a", 8));
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(8));
  isCut = true;
  await enqueue(connection, named("b", 8));
  await vi.waitFor(() => expect(waiting).toHaveLength(8));
  for (const cut of waiting) cut();
  await vi.waitFor(() => expect(connection.stats().lastAnswer).toBe("reset"));
  isCut = false;
  await vi.waitFor(() => expect(connection.stats().delivered).toBe(16), EVENTUALLY);
});

it.each([
  ["knows nothing of", blocked("answered 404")],
  ["fails on", retry("answered 500")],
])("goes on at its pace while the destination %s every third event", async (_, failure) => {
  const connection = connect(
    { events: 1, concurrency: 4 },
    async ([id]) => {
      await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 4));
      return id!.startsWith("bad") ? failure : delivered;
    },
    // As they are by default.
    { circuitCooldown: 30_000, retryDelay: 500 },
  );
  const ids = named("", 900).map((id, index) => `${index % 3 === 1 ? "bad" : "good"}${id}`);
  await enqueue(connection, ids);
  const isDone = (): void => expect(connection.stats().delivered).toBe(600);
  await vi.waitFor(isDone, { timeout: 25_000, interval: 50 });
  expect(connection.stats()).toMatchObject({ pending: 300, dead: 0 });
  await connection.close({ timeout: 0 });
});

it("takes the refusal of an event for a sign that the destination is back", async () => {
  let attempts = 0;
  const connection = connect({ events: 1 }, () =>
    attempts++ < 5 ? retry("answered 503") : refused("answered 422"),
  );
  await enqueue(connection, ["bad"]);
  const isBack = { pending: 1, circuit: "closed", lastAnswer: "answered 422" };
  await vi.waitFor(() => expect(connection.stats()).toMatchObject(isBack), EVENTUALLY);
});

it("finds out with others whether events are at fault, however many are refused in a row", async () => {
  for (const limits of [{ events: 1, concurrency: 4 }, { events: 64 }]) {
    const connection = connect(limits, (ids) =>
      ids.some((id) => id.startsWith("bad")) ? refused("answered 422") : delivered,
    );
    await enqueue(connection, [...named("bad", 60), ...named("good", 10)]);
    const isDone = (): void =>
      expect(connection.stats()).toMatchObject({ delivered: 10, dead: 60, pending: 0 });
    await vi.waitFor(isDone, EVENTUALLY);
  }
});

it("delivers all that a destination takes, whatever it fails on or refuses", async () => {
  const kinds = fc.constantFrom("good", "good", "good", "refused", "failing");
  const limits = fc.record({ events: fc.integer({ min: 1, max: 8 }), concurrency: fc.nat(2) });
  const run = fc.asyncProperty(
    fc.array(kinds, { maxLength: 40 }),
    limits,
    async (events, { events: most, concurrency }) => {
      const taken: string[] = [];
      const connection = connect({ events: most, concurrency: concurrency + 1 }, (ids) => {
        if (ids.some((id) => id.startsWith("failing"))) return retry("answered 500");
        if (ids.some((id) => id.startsWith("refused"))) return refused("answered 400");
        taken.push(...ids);
        return delivered;
      });
      const ids = events.map((kind, index) => `${kind}-${index}`);
      await enqueue(connection, ids);
      // What comes now and then shows that the destination is not down.
      let more = 0;
      await vi.waitFor(
        async () => {
          const id = `good-more-${more++}`;
          ids.push(id);
          await enqueue(connection, [id]);
          const good = ids.filter((one) => one.startsWith("good"));
          expect(taken.length).toBeGreaterThanOrEqual(good.length - 3);
          const { dead, pending } = connection.stats();
          expect(dead).toBe(events.filter((kind) => kind === "refused").length);
          expect(pending).toBeLessThan(events.filter((kind) => kind === "failing").length + 4);
        },
        { timeout: 15_000, interval: 5 },
      );
      await connection.flush({ timeout: 20 });
      expect(new Set(taken).size).toBe(taken.length);
      await connection.close({ timeout: 0 });
    },
  );
  await fc.assert(run, { numRuns: 15, endOnFailure: true });
});
