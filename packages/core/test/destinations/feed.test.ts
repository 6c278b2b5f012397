import { expect, it, vi } from "vitest";
import { AbandonableFetch } from "../../src/destinations/abandonable-fetch.ts";
import { Feed, type FeedSettings } from "../../src/destinations/feed.ts";
import { OutgoingRequests } from "../../src/destinations/outgoing-requests.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { handmade } from "./support.ts";

const defaults = { service: "shop", developmentEndpoint: "http://localhost:7335" };
const options = resolveOptions({}, {}, defaults);

function create(enqueue: (count: number) => void): { feed: Feed; taken: number[] } {
  const taken: number[] = [];
  const destination = handmade({
    enqueue: async (events) => {
      taken.push(events.length);
      enqueue(taken.length);
      return events.map(() => "any");
    },
  });
  const platform: FeedSettings["platform"] = {
    schedule: (task, milliseconds) => {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    nextTurn: () => Promise.resolve(),
  };
  const feed = new Feed({
    connection: destination.connect(),
    requests: new AbandonableFetch(platform.schedule),
    source: {},
    maxBufferSize: 100,
    outgoing: new OutgoingRequests(options, () => new Uint8Array()),
    platform,
    report: (error) => {
      throw error;
    },
  });
  return { feed, taken };
}

it.each(Array.from({ length: 12 }, (_, ticks) => ticks))(
  "hands over an event that comes %i microtasks after the last one was taken",
  async (ticks) => {
    const { feed, taken } = create((batches) => {
      if (batches > 1) return;
      let later = Promise.resolve();
      for (let tick = 0; tick < ticks; tick++) later = later.then(() => undefined);
      void later.then(() => feed.addEvent("{}"));
    });
    feed.addEvent("{}");
    await vi.waitFor(() => expect(taken).toEqual([1, 1]));
  },
);

it.each(Array.from({ length: 12 }, (_, ticks) => ticks))(
  "knows what becomes of an event that comes %i microtasks after the last one was taken",
  async (ticks) => {
    let delivered: Promise<unknown> | undefined;
    const { feed, taken } = create((batches) => {
      if (batches > 1) return;
      let later = Promise.resolve();
      for (let tick = 0; tick < ticks; tick++) later = later.then(() => undefined);
      delivered = later.then(() => feed.deliverEvent("{}", 1_000));
    });
    feed.addEvent("{}");
    await vi.waitFor(() => expect(delivered).toBeDefined());
    expect(await delivered).toBe(true);
    expect(taken).toEqual([1, 1]);
  },
);

it("hands over in slices, between which the event loop has its turn", async () => {
  const { feed, taken } = create(() => undefined);
  for (let event = 0; event < 60; event++) feed.addEvent("{}");
  expect(taken).toEqual([]);
  await vi.waitFor(() => expect(taken).toEqual([25, 25, 10]));
});
