import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const ALL = { from: 0, to: NOW * 2, limit: 100 };
const HOUR = 3_600_000;
const iso = (time: number): string => new Date(time).toISOString();

async function start() {
  const digest = await hashKey("phc_1");
  const collector = await startCollector({
    store: await emptyStore(),
    clock: () => NOW,
    mode: "production",
    keys: createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]),
  });
  const stored = async () => (await collector.store.productEvents(ALL)).events.toReversed();
  return { ...collector, stored };
}

const event = {
  event: "clicked",
  uuid: "0199a0c0-0000-7000-8000-000000000001",
  properties: { token: "phc_1", distinct_id: "d1", $is_identified: false },
  timestamp: iso(NOW - HOUR),
};
/** Under v1. */
const PERSONLESS = { process_person_profile: false };
const json = JSON.stringify(event);
const base64 = (text: string): string => `data=${encodeURIComponent(btoa(text))}`;

describe("what PostHog's browser client sends", () => {
  it.each([
    ["an event", "/e/", json],
    ["an array", "/capture/", `[${json}]`],
    ["a batch", "/i/v0/e/", JSON.stringify({ api_key: "phc_1", batch: [event] })],
    ["gzip that no header tells", "/e/?compression=gzip-js", gzipSync(json)],
    ["a form of base64", "/e/?compression=base64", base64(json)],
    ["a form of JSON", "/e/", `data=${encodeURIComponent(json)}`],
  ])("is kept when it is %s", async (_, path, body) => {
    const { post, stored } = await start();
    const response = await post(path, body, { "content-type": "text/plain" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 1 });
    expect(await stored()).toMatchObject([
      { type: "track", event: "clicked", anonymousId: "d1", timestamp: NOW - HOUR },
    ]);
  });

  it("is let in by the first token that an event has", async () => {
    const { post, stored } = await start();
    const body = [null, { event: "x" }, { properties: { token: 7 } }, event];
    expect((await post("/e/", body)).status).toBe(200);
    expect(await stored()).toMatchObject([{ event: "clicked" }]);
    expect((await post("/e/", body.slice(0, 3))).status).toBe(401);
  });

  it.each(["token", "api_key"])("is let in by %s in the query", async (name) => {
    const { post, stored } = await start();
    const capture = { event: "clicked", properties: { distinct_id: "d1" } };
    expect((await post(`/e/?${name}=phc_1`, capture)).status).toBe(200);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ["in the body", "/e/", { ...event, sent_at: iso(NOW - 3 * HOUR) }],
    ["in the query", `/e/?_=${NOW - 3 * HOUR}`, event],
    ["as a text in the query", `/e/?sent_at=${encodeURIComponent(iso(NOW - 3 * HOUR))}`, event],
    ["beside the batch", "/batch/", { batch: [event], sent_at: iso(NOW - 3 * HOUR) }],
  ])("is as old as its clock says, which stands %s", async (_, path, body) => {
    const { post, stored } = await start();
    await post(path, body);
    expect((await stored())[0]!.timestamp).toBe(NOW + 2 * HOUR);
  });

  it("is as old as it says, or at the very time, where it asks for that", async () => {
    const { post, stored } = await start();
    const { timestamp: _, ...timeless } = event;
    const exact = { ...event.properties, $ignore_sent_at: true };
    const batch = [
      { ...timeless, uuid: "a", offset: 5_000 },
      { ...event, uuid: "b", properties: exact },
    ];
    await post("/batch/", { batch, sent_at: iso(NOW - 3 * HOUR) });
    const times = (await stored()).map(({ timestamp }) => NOW - timestamp);
    expect(times.toSorted((a, b) => a - b)).toEqual([5_000, HOUR]);
  });

  it("tells who somebody is once they are identified", async () => {
    const { post, stored } = await start();
    const properties = { token: "phc_1", $anon_distinct_id: "d1", $is_identified: true };
    const identify = { event: "$identify", distinct_id: "u1", properties, $set: { plan: "pro" } };
    await post("/e/", [event, identify]);
    expect(await stored()).toContainEqual(
      expect.objectContaining({
        type: "identify",
        userId: "u1",
        anonymousId: "d1",
        traits: { plan: "pro" },
      }),
    );
  });

  it.each([{ properties: { $process_person_profile: false } }, { options: PERSONLESS }])(
    "is of nobody known where it is to have no person: %o",
    async (fields) => {
      const { post, stored } = await start();
      const capture = { event: "Seen", distinct_id: "d1", ...fields };
      await post("/batch/", { api_key: "phc_1", batch: [capture] });
      const [kept] = await stored();
      expect(kept).toMatchObject({ event: "Seen", anonymousId: "d1" });
      expect(kept).not.toHaveProperty("userId");
    },
  );

  it("keeps what its client for Python sets beside the properties", async () => {
    const { post, stored } = await start();
    const set = { event: "$set", distinct_id: "u1", properties: {}, $set: { plan: "pro" } };
    const setOnce = { ...set, event: "$set_once", $set: undefined, $set_once: { from: "ad" } };
    await post("/batch/", { api_key: "phc_1", batch: [set, setOnce] });
    expect(await stored()).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ type: "identify", userId: "u1", traits: { plan: "pro" } }),
        expect.objectContaining({ event: "$set_once", properties: { $set_once: { from: "ad" } } }),
      ]),
    );
  });

  it("is refused with the limit when its gzip is too large, or ends early", async () => {
    const { post } = await start();
    const large = await post("/e/?compression=gzip-js", gzipSync(Buffer.alloc(21 * 1024 * 1024)));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ code: "PEEK_E_INFLATED_SIZE", limit: 20_971_520 });
    const short = await post("/e/?compression=gzip-js", gzipSync(json).subarray(0, -9));
    expect(await short.json()).toMatchObject({ status: 400, code: "PEEK_E_GZIP" });
  });

  it("is refused without a known token, and where it cannot be read", async () => {
    const { post } = await start();
    expect((await post("/e/", [{ ...event, properties: {} }])).status).toBe(401);
    expect((await post("/e/", "data=%%%")).status).toBe(400);
    expect((await post("/e/", gzipSync(json).subarray(0, 30))).status).toBe(400);
    expect((await post("/e/", gzipSync("[".repeat(21_000_000)))).status).toBe(413);
  });
});

describe("POST /i/v1/analytics/events", () => {
  const headers = {
    authorization: "Bearer phc_1",
    "posthog-sdk-info": "posthog-node/5.70.0",
    "posthog-request-timestamp": iso(NOW - HOUR),
  };

  it("keeps the good events, and names those that it will never take", async () => {
    const { post, stored } = await start();
    const good = { ...event, uuid: "g", distinct_id: "u1", options: {}, properties: {} };
    const exact = { ...good, uuid: "x", options: { disable_skew_correction: true } };
    const batch = [good, exact, { ...good, uuid: "b", event: "" }, null];
    const response = await post("/i/v1/analytics/events", { batch }, headers);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      results: { b: { result: "drop", details: "event is missing" } },
    });
    const times = (await stored()).map(({ messageId, timestamp }) => [messageId, timestamp]);
    expect(times).toEqual([
      ["x", NOW - HOUR],
      ["g", NOW],
    ]);
  });

  it("is let in by its header, whatever token an event has of the app's own", async () => {
    const { post, stored } = await start();
    const batch = [{ ...event, distinct_id: "u1", properties: { token: "of a password reset" } }];
    const response = await post("/i/v1/analytics/events", { batch }, headers);
    expect(response.status).toBe(200);
    expect(await stored()).toHaveLength(1);
  });
});

it("a group that is described without a person has no member", async () => {
  const { post, stored, store } = await start();
  const properties = { $group_type: "company", $group_key: "acme", $group_set: { plan: "pro" } };
  const described = (id: string) => ({ event: "$groupidentify", distinct_id: id, properties });
  const batch = [described("$company_acme"), described("$company_other")];
  expect((await post("/batch/", { api_key: "phc_1", batch })).status).toBe(200);
  const [nobody, somebody] = await stored();
  expect(nobody).toMatchObject({ type: "group", groupId: "acme", traits: { plan: "pro" } });
  expect(nobody).not.toHaveProperty("userId");
  expect(nobody).not.toHaveProperty("anonymousId");
  expect(somebody).toMatchObject({ type: "group", userId: "$company_other" });
  expect(await store.user("$company_acme")).toBeUndefined();
});
