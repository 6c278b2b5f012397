import { expect, it } from "vitest";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";
import { encrypt } from "../support/encrypt.ts";

const NOW = Date.UTC(2026, 10, 20, 12);
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const BUCKET = 30 * SECOND;

/** How many seconds before their arrival two events are kept, the second of which was sent at once, the first after 10 s. */
async function ages(lead: number, isEncrypted: boolean): Promise<number[]> {
  const { post, store } = await startCollector({ store: await emptyStore(), clock: () => NOW });
  const sentAt = NOW + lead;
  const events = [sentAt - 10 * SECOND, sentAt].map((timestamp) => ({
    type: "click",
    data: { timestamp },
  }));
  const data = { session_id: "s1", events };
  const bucket = Math.floor(sentAt / BUCKET);
  const body = isEncrypted ? encrypt(JSON.stringify(data), bucket) : { data };
  expect((await post("/v1/unisights", body)).status).toBe(200);
  const kept = await store.productEvents({ from: 0, to: 2e15, limit: 10 });
  return kept.events.map(({ timestamp }) => (NOW - timestamp) / SECOND).toSorted((a, b) => b - a);
}

it.each([true, false])("a clock that is right is believed (encrypted: %s)", async (isEncrypted) => {
  expect(await ages(0, isEncrypted)).toEqual([10, 0]);
  expect(await ages(-50 * SECOND, isEncrypted)).toEqual([60, 50]);
});

it.each([true, false])(
  "a clock that is ahead is set right (encrypted: %s)",
  async (isEncrypted) => {
    expect(await ages(3 * HOUR, isEncrypted)).toEqual([10, 0]);
    expect(await ages(3 * DAY, isEncrypted)).toEqual([10, 0]);
  },
);

it("a clock that is behind is set right where the payload tells it", async () => {
  expect(await ages(-3 * HOUR, true)).toEqual([10, 0]);
  expect(await ages(-3 * DAY, true)).toEqual([10, 0]);
  expect(await ages(-3 * HOUR, false)).toEqual([10_810, 10_800]);
});

it("a time that is more than a week away is believed", async () => {
  const away = (8 * DAY) / SECOND;
  expect(await ages(8 * DAY, true)).toEqual([-away + 10, -away]);
  expect(await ages(-8 * DAY, true)).toEqual([away + 10, away]);
  expect(await ages(8 * DAY, false)).toEqual([-away + 10, -away]);
});
