import { describe, expect, it } from "vitest";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const ALL = { from: 0, to: Date.now() * 2, limit: 500 };
const TIME = "2026-01-02T03:04:05.678Z";

/** An event of Serla's client for Node. */
const event = (name: string, timestamp = TIME) => ({
  name,
  distinctId: "u1",
  properties: {},
  timestamp,
});

/** Names of what is kept when batches arrive one after another, each under a key of its own as Serla's clients do. */
async function namesAfter(...batches: object[][]): Promise<string[]> {
  const { post, store } = await startCollector({ store: await emptyStore() });
  for (const events of batches) {
    const key = crypto.randomUUID();
    const response = await post("/api/v1/events/batch", { events }, { "x-idempotency-key": key });
    expect(response.status).toBe(201);
  }
  const { events } = await store.productEvents(ALL);
  return events.map(({ event: name }) => name ?? "").toSorted();
}

describe("a batch whose answer was lost", () => {
  const batch = ["a", "b", "c"].map((name) => event(name));

  it("is recognised when it comes again, alone or in front of new events", async () => {
    expect(await namesAfter(batch, batch, [...batch, event("d")])).toEqual(["a", "b", "c", "d"]);
  });

  it("is recognised when some of its events are alike, and time passed meanwhile", async () => {
    const later = "2026-01-02T03:04:05.679Z";
    const alike = [event("a"), event("a"), event("b", later), event("b", later)];
    const again = [...alike, event("b", later), event("c", later)];
    expect(await namesAfter(alike, again)).toEqual(["a", "a", "b", "b", "b", "c"]);
  });

  it("is recognised when it was a single event", async () => {
    expect(await namesAfter([event("a")], [event("a"), event("b")])).toEqual(["a", "b"]);
  });
});

describe("events that are alike to the millisecond", () => {
  const many = (count: number): object[] => Array.from({ length: count }, () => event("a"));

  it("are all kept within a batch", async () => {
    expect(await namesAfter(many(5))).toHaveLength(5);
  });

  it("are all kept when one loop fills several batches", async () => {
    expect(await namesAfter(many(50), many(70))).toHaveLength(120);
    expect(await namesAfter(many(50), [...many(20), event("b")])).toHaveLength(71);
  });

  it("are all kept when a loop makes them in turn", async () => {
    const turns = Array.from({ length: 40 }, (_, index) => event(index % 2 === 0 ? "a" : "b"));
    expect(await namesAfter(turns.slice(0, 20), turns.slice(20))).toHaveLength(40);
  });

  it("are all kept when their times go back and forth, as in an import", async () => {
    const later = "2026-01-03T03:04:05.678Z";
    const days = [event("a"), event("a", later), event("a"), event("a", later)];
    expect(await namesAfter(days, days)).toHaveLength(8);
  });

  it("are all kept when they do not say when they happened", async () => {
    const beat = { name: "a", distinctId: "u1" };
    expect(await namesAfter([beat], [beat], [beat])).toHaveLength(3);
  });
});
