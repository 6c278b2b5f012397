import type { ProductEventCounts, ProductEventsPage } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;

async function start() {
  const { get, post } = await startCollector({
    store: await emptyStore(),
    clock: () => NOW + MINUTE,
  });
  const track = (event: string, timestamp: number) => ({
    type: "track",
    event,
    userId: "u1",
    timestamp: new Date(timestamp).toISOString(),
  });
  const batch = [
    track("Signed Up", NOW),
    track("Ordered", NOW - MINUTE),
    track("Ordered", NOW),
    { type: "page", anonymousId: "a1", name: "Home", timestamp: new Date(NOW).toISOString() },
  ];
  expect((await post("/v1/batch", { batch })).status).toBe(200);
  const read = async <T>(query: string): Promise<T> =>
    (await (await get(`/peek/v1/events${query}`)).json()) as T;
  return { get, read };
}

it("product events are listed page by page, and found by type and name", async () => {
  const { read } = await start();
  const first = await read<ProductEventsPage>("?limit=3");
  expect(first.events).toHaveLength(3);
  const second = await read<ProductEventsPage>(`?limit=3&cursor=${first.cursor}`);
  expect(second).toMatchObject({ events: [{ event: "Ordered", timestamp: NOW - MINUTE }] });
  expect(second.cursor).toBeUndefined();
  const pages = await read<ProductEventsPage>("?type=page&name=Home&from=-1h");
  expect(pages.events).toMatchObject([{ anonymousId: "a1", service: "unknown_service" }]);
  expect((await read<ProductEventsPage>("?service=other")).events).toEqual([]);
});

it("product events are counted by name over time", async () => {
  const { read } = await start();
  const range = `from=${NOW - MINUTE}&to=${NOW + MINUTE}&step=${MINUTE}`;
  const counts = await read<ProductEventCounts>(`/counts?${range}&type=track`);
  expect(counts).toEqual({
    from: NOW - MINUTE,
    to: NOW + MINUTE,
    step: MINUTE,
    times: [NOW - MINUTE, NOW],
    series: [
      { type: "track", name: "Ordered", total: 2, users: 1, values: [1, 1] },
      { type: "track", name: "Signed Up", total: 1, users: 1, values: [0, 1] },
    ],
    total: { events: 3, users: 1, names: 2, values: [1, 2] },
  });
});

it.each(["?type=sing", "?limit=501", "?cursor=x", "?q=a", "/counts?limit=0", "/counts?step=1"])(
  "%s is refused",
  async (query) => {
    const { get } = await startCollector();
    expect((await get(`/peek/v1/events${query}`)).status).toBe(400);
  },
);
