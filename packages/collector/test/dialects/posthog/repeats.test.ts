import { expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const ALL = { from: 0, to: NOW * 2, limit: 100 };
/** Longer than the clients' shortest backoff. */
const LATER = 200;

interface Capture {
  event: string;
  distinct_id: string;
  timestamp?: string | undefined;
  uuid?: string;
}

/** As posthog-node before 3 makes it, which numbers nothing. */
function capture(event: string, timestamp: string | undefined = new Date(NOW).toISOString()) {
  const own: Capture = { event, distinct_id: "u1", timestamp };
  return own;
}

/** Names of what is kept after batches came, each a moment after the one before. */
async function kept(batches: readonly Capture[][], pause = LATER): Promise<string[]> {
  let now = NOW;
  const digest = await hashKey("phc_1");
  const keys = createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]);
  const store = await emptyStore();
  const { post } = await startCollector({ store, mode: "production", keys, clock: () => now });
  for (const batch of batches) {
    const sent_at = new Date(now).toISOString();
    const response = await post("/batch/", { api_key: "phc_1", batch, sent_at });
    expect(response.status).toBe(200);
    now += pause;
  }
  const { events } = await store.productEvents(ALL);
  return events.map(({ event }) => event ?? "").toSorted();
}

it("a batch without uuids is kept once that comes again, with the events in it that are alike", async () => {
  const later = new Date(NOW + 1).toISOString();
  const batch = [capture("a"), capture("b"), capture("b", later)];
  expect(await kept([batch, batch, batch])).toEqual(["a", "b", "b"]);
  const alike = [capture("a"), capture("a"), capture("a", later)];
  expect(await kept([alike, alike])).toEqual(["a", "a", "a"]);
  expect(await kept([[capture("a")], [capture("a")]])).toEqual(["a"]);
});

it("another batch is kept, also one that is alike and comes sooner than a client repeats", async () => {
  expect(await kept([[capture("a")], [capture("b")]])).toEqual(["a", "b"]);
  expect(await kept([[capture("a")], [capture("a")]], 20)).toEqual(["a", "a"]);
});

it("what one loop makes of one event within a millisecond is all kept, however late a batch of it comes", async () => {
  const loop = [capture("a"), capture("a"), capture("a")];
  expect(await kept([loop, loop])).toHaveLength(6);
});

it("batches that are alike are all kept when they come together, and none again when each is repeated", async () => {
  let now = NOW;
  const store = await emptyStore();
  const { post } = await startCollector({ store, clock: () => now });
  const batch = [capture("a"), capture("b")];
  for (let attempt = 0; attempt < 3; attempt++, now += LATER) {
    const twins = Array.from({ length: 8 }, () => post("/batch/", { api_key: "phc_1", batch }));
    for (const { status } of await Promise.all(twins)) expect(status).toBe(200);
  }
  const { events } = await store.productEvents(ALL);
  expect(events).toHaveLength(16);
});

it("events that do not say when they happened are kept each time, those with a uuid once", async () => {
  const untimed = { event: "a", distinct_id: "u1" };
  expect(await kept([[untimed], [untimed]])).toEqual(["a", "a"]);
  const numbered = { ...capture("a"), uuid: "0199a0c0-0000-7000-8000-000000000001" };
  expect(await kept([[numbered], [numbered]], 20)).toEqual(["a"]);
});
