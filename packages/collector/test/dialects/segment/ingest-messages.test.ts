import { gzipSync } from "node:zlib";
import type { Store } from "@peekjs/protocol";
import { StoreBusyError, createPeekKey } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey, type KeyDialect } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const ALL = { from: 0, to: NOW * 2, limit: 100 };
const iso = (time: number): string => new Date(time).toISOString();
const track = { type: "track", event: "Signed Up", userId: "u1" };

async function start() {
  const collector = await startCollector({ store: await emptyStore(), clock: () => NOW });
  const stored = async () => (await collector.store.productEvents(ALL)).events.toReversed();
  return { ...collector, stored };
}

describe("messages of Segment's form", () => {
  it("keep the good ones of a batch beside bad ones, and tell which were refused", async () => {
    const { post, stored, get } = await start();
    const deep = JSON.parse(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`) as unknown;
    const response = await post("/v1/batch", {
      batch: [
        { ...track, messageId: "m1" },
        null,
        { type: "sing", userId: "u1" },
        { type: "track", userId: "u1" },
        { type: "track", event: "Nobody" },
        { type: "group", userId: "u1" },
        { type: "alias", userId: "u1" },
        { type: "alias", previousId: "a1" },
        { ...track, userId: "x".repeat(257) },
        { ...track, properties: deep },
        { ...track, messageId: "m2", userId: 7, properties: { __proto__: null, a: 1 } },
      ],
    });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { success: boolean; rejected: { code: string }[] };
    expect(answer.success).toBe(true);
    expect(answer.rejected.map(({ code }) => code)).toEqual([
      "PEEK_E_TYPE",
      "PEEK_E_VALUE",
      "PEEK_E_REQUIRED",
      "PEEK_E_REQUIRED",
      "PEEK_E_REQUIRED",
      "PEEK_E_REQUIRED",
      "PEEK_E_REQUIRED",
      "PEEK_E_VALUE",
      "PEEK_E_DEPTH",
    ]);
    expect((await stored()).map(({ userId }) => userId)).toEqual(["u1", "7"]);
    const status = await (await get("/peek/v1/status")).text();
    expect(status).toContain("previousId of the alias is missing");
  });

  it("take what a batch says of all, and let each say otherwise", async () => {
    const { post, stored } = await start();
    await post("/v1/batch", {
      context: { ip: "192.0.2.1", locale: "de" },
      integrations: { All: false, Meta: true },
      batch: [{ ...track, context: { locale: "fr" }, integrations: { Meta: false } }],
    });
    expect(await stored()).toMatchObject([
      { context: { ip: "192.0.2.1", locale: "fr" }, integrations: { All: false, Meta: false } },
    ]);
  });

  it("keep the category of a page among its properties, and beside it another that these have", async () => {
    const { post, stored } = await start();
    const page = { type: "page", userId: "u1", category: "Docs" };
    const batch = [
      page,
      { ...page, properties: { category: "Docs", a: 1 } },
      { ...page, properties: { category: null } },
      { ...page, properties: { category: "Sales" } },
      { type: "screen", userId: "u1", properties: { category: "Sales" } },
    ];
    expect((await post("/v1/batch", { batch })).status).toBe(200);
    expect((await stored()).map(({ properties }) => properties)).toEqual([
      { category: "Docs" },
      { category: "Docs", a: 1 },
      { category: "Docs" },
      { category: "Docs", properties_category: "Sales" },
      { category: "Sales" },
    ]);
  });

  it("keep a group that is described without a user, as Segment's client for Node takes it", async () => {
    const { post, stored } = await start();
    const group = { type: "group", groupId: "g1", traits: { name: "Acme" } };
    const response = await post("/v1/batch", { batch: [group] });
    expect(await response.json()).toEqual({ success: true });
    const [kept] = await stored();
    expect(kept).toMatchObject(group);
    expect(kept).not.toHaveProperty("userId");
  });

  it("keep the properties that RudderStack's clients take for an alias", async () => {
    const { post, stored } = await start();
    const alias = { type: "alias", userId: "u1", previousId: "a1", properties: { by: "login" } };
    await post("/v1/alias", alias);
    expect(await stored()).toMatchObject([alias]);
  });

  it("are read by RudderStack's rules when they are RudderStack's, or the key says so", async () => {
    const given = NOW - 400 * 24 * HOUR;
    const times = async (dialect: KeyDialect | undefined, message: object) => {
      const digest = await hashKey("wk");
      const { post, store } = await startCollector({
        store: await emptyStore(),
        clock: () => NOW,
        mode: "production",
        keys: createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest, dialect }]),
      });
      const headers = { authorization: `Basic ${btoa("wk:")}` };
      const body = { batch: [{ ...track, ...message }], sentAt: iso(NOW - HOUR) };
      const text = await (await post("/v1/batch", body, headers)).text();
      const [event] = (await store.productEvents(ALL)).events;
      return [text, event!.timestamp - NOW];
    };
    const skewed = { timestamp: iso(given) };
    expect(await times(undefined, skewed)).toEqual(['{"success":true}', given + HOUR - NOW]);
    expect(await times("rudderstack", skewed)).toEqual(["OK", given - NOW]);
    const original = { originalTimestamp: iso(NOW - 2 * HOUR) };
    expect(await times("auto", original)).toEqual(["OK", -HOUR]);
    expect(await times("auto", { ...original, ...skewed })).toEqual(["OK", given - NOW]);
    // Its client for Python calls itself as Segment's does, from which it comes.
    const python = { ...skewed, context: { library: { name: "analytics-python", version: "2" } } };
    expect(await times("auto", python)).toEqual(['{"success":true}', given + HOUR - NOW]);
    expect(await times("auto", { ...python, channel: "server" })).toEqual(["OK", given - NOW]);
    expect(await times("auto", { ...skewed, channel: "mobile" })).toEqual([
      '{"success":true}',
      given + HOUR - NOW,
    ]);
    expect(await times("segment", original)).toEqual(['{"success":true}', -HOUR]);
    // Of a message without a time of its own, RudderStack's server takes the time of arrival for it.
    expect(await times("rudderstack", {})).toEqual(["OK", HOUR]);
    expect(await times("rudderstack", { ...original, sentAt: "never" })).toEqual(["OK", -2 * HOUR]);
    expect(await times("segment", {})).toEqual(['{"success":true}', 0]);
  });

  it("are read whatever their content type says", async () => {
    const { post, stored } = await start();
    const body = gzipSync(JSON.stringify({ batch: [track] }));
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "content-encoding": "gzip",
    };
    expect((await post("/v1/batch", body, headers)).status).toBe(200);
    expect(await stored()).toHaveLength(1);
  });

  it("may be far larger than Segment allows: its client loses what is refused", async () => {
    const { post, stored } = await start();
    const properties = { text: "x".repeat(1_000_000) };
    const batch = Array.from({ length: 10 }, () => ({ ...track, properties }));
    expect((await post("/v1/batch", { batch })).status).toBe(200);
    expect(await stored()).toHaveLength(10);
  });

  it("that nest too deep are refused alone, and a shared context that does costs none", async () => {
    const { post, stored } = await start();
    const deep = JSON.parse(`{"a":${"[".repeat(300)}${"]".repeat(300)}}`) as object;
    const batch = [{ ...track, properties: deep }, track];
    const response = await post("/v1/batch", { batch, context: deep });
    expect(await response.json()).toMatchObject({
      success: true,
      rejected: [{ number: 0, code: "PEEK_E_DEPTH" }],
    });
    expect(await stored()).toHaveLength(1);
  });

  it("are all kept when there are more than one batch of the store holds", async () => {
    const { post, store } = await start();
    const batch = Array.from({ length: 12_000 }, (_, index) => ({
      ...track,
      messageId: `m${index}`,
    }));
    expect((await post("/v1/batch", { batch })).status).toBe(200);
    const counts = await store.productEventCounts({
      ...ALL,
      from: NOW - HOUR,
      to: NOW + HOUR,
      step: HOUR,
      limit: 9,
    });
    expect(counts.series).toMatchObject([{ total: 12_000 }]);
  });

  it("wait for room in a busy store: an early 503 would end RudderStack's client", async () => {
    const store = await emptyStore();
    let refusals = 2;
    const busy = Object.create(store, {
      append: {
        value: (...batch: Parameters<Store["append"]>) =>
          refusals-- > 0 ? Promise.reject(new StoreBusyError("full", 1)) : store.append(...batch),
      },
    }) as Store;
    const { post } = await startCollector({ store: busy });
    expect((await post("/v1/batch", { batch: [track] })).status).toBe(200);
    expect(refusals).toBe(-1);
  });

  it.each([
    ["a header", "/v1/track", {}, true],
    ["the body", "/v1/t", { writeKey: "KEY" }, false],
    ["the query", "/beacon/v1/batch?writeKey=KEY", {}, false],
  ])("find their key in %s", async (_, path, fields, inHeader) => {
    const { key, id, digest } = await createPeekKey("w");
    const { post } = await startCollector({
      mode: "production",
      keys: createKeyRegistry([{ id, kind: "w", digest }]),
    });
    const send = (text: string) =>
      post(
        path.replace("KEY", text),
        { ...track, ...fields, ...("writeKey" in fields && { writeKey: text }) },
        inHeader ? { authorization: `Basic ${btoa(`${text}:`)}` } : {},
      );
    expect((await send(key)).status).toBe(200);
    const refused = await send("wk_unknown");
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain("peek keys register");
  });

  it("tell a refusal's reason where clients for Python read it, who else try again for minutes", async () => {
    const { post } = await startCollector({ mode: "production", keys: createKeyRegistry([]) });
    const refused = await post("/v1/batch", { batch: [track] }, { authorization: "Basic d2s6" });
    const { detail, ...problem } = (await refused.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 401, code: "PEEK_E_KEY_FORMAT", message: detail });
    expect(detail).toContain("peek keys register");

    const open = await startCollector({ store: await emptyStore() });
    const unread = await open.post("/v1/track", "{");
    expect(await unread.json()).toMatchObject({ status: 400, message: expect.any(String) });
  });

  it("find their key beside what a browser tells a proxy, and in what looks so", async () => {
    const { key, id, digest } = await createPeekKey("w");
    const { post } = await startCollector({
      mode: "production",
      keys: createKeyRegistry([{ id, kind: "w", digest }]),
    });
    const send = async (basic: string, fields = {}): Promise<number> => {
      const headers = { authorization: `Basic ${btoa(basic)}` };
      return (await post("/v1/t", { ...track, ...fields }, headers)).status;
    };
    expect(await send("staging:secret", { writeKey: key })).toBe(200);
    expect(await send(`${key}:${key}`)).toBe(200);
    expect(await send(key)).toBe(200);
    expect(await send("staging:secret")).toBe(401);
    expect(await send("unknown:", { writeKey: key })).toBe(401);
  });
});
