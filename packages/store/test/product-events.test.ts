import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const MINUTE = 60_000;
const ALL = { from: 0, to: NOON * 2 };
const ORIGIN = { service: "orders", environment: "production", receivedAt: NOON };

describe("product events", () => {
  it("come back as they were, the latest first, page by page, also years-old ones", async () => {
    const store = await openForTest(await temporaryDirectory());
    const events = [
      trackEvent({ timestamp: NOON, properties: { a: [1, { b: null }] }, messageId: "m" }),
      trackEvent({ timestamp: Date.UTC(2011, 1, 1), type: "page", event: undefined, name: "Home" }),
      ...Array.from({ length: 5 }, (_, index) => trackEvent({ event: `e${index}` })),
    ];
    await store.append(eventsBatch(events));
    const found = [];
    let cursor: string | undefined;
    do {
      const page = await store.productEvents({ ...ALL, limit: 2, cursor });
      found.push(...page.events);
      cursor = page.cursor;
    } while (cursor !== undefined);
    const latestFirst = events.toSorted((a, b) => b.timestamp - a.timestamp);
    expect(found).toHaveLength(7);
    expect(new Set(found.map(({ id }) => id)).size).toBe(7);
    expect(found.at(-1)).toEqual({ ...latestFirst.at(-1), ...ORIGIN, id: expect.any(String) });
    expect(found).toContainEqual({ ...events[0], ...ORIGIN, id: expect.any(String) });
  });

  it("keep every character of their ids and names", async () => {
    const store = await openForTest(await temporaryDirectory());
    const strange = ["a\0b", "\0", "ö\u{1f600}", ""];
    const events = strange.map((text) => trackEvent({ event: text, userId: `u${text}` }));
    await store.append(eventsBatch(events));
    for (const text of strange) {
      const { events: found } = await store.productEvents({ ...ALL, name: text, limit: 9 });
      expect(found.map(({ userId }) => userId)).toEqual([`u${text}`]);
      const { entries } = await store.userTimeline({ ...ALL, id: `u${text}`, limit: 9 });
      expect(entries).toHaveLength(1);
    }
  });

  it("are found by type, name, service and environment", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([trackEvent(), trackEvent({ type: "screen", event: undefined, name: "Main" })]),
    );
    await store.append(eventsBatch([trackEvent()], { resource: { service: "web" } }));
    const names = async (scope: object) =>
      (await store.productEvents({ ...ALL, limit: 10, ...scope })).events.map(
        ({ service, event, name }) => `${service} ${event ?? name}`,
      );
    expect(await names({ type: "screen" })).toEqual(["orders Main"]);
    expect(await names({ name: "Signed Up", service: "web" })).toEqual(["web Signed Up"]);
    expect(await names({ environment: "production" })).toHaveLength(2);
  });

  it("are counted by name over time", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([
        trackEvent(),
        trackEvent({ userId: "u2", timestamp: NOON + MINUTE }),
        trackEvent({ userId: undefined, anonymousId: "a1", timestamp: NOON + MINUTE }),
        trackEvent({ type: "identify", event: undefined }),
      ]),
    );
    const range = { from: NOON, to: NOON + 2 * MINUTE };
    expect(await store.productEventCounts({ ...range, step: MINUTE, limit: 10 })).toEqual({
      ...range,
      step: MINUTE,
      times: [NOON, NOON + MINUTE],
      series: [
        { type: "track", name: "Signed Up", total: 3, users: 3, values: [1, 2] },
        { type: "identify", name: null, total: 1, users: 1, values: [1, 0] },
      ],
      total: { events: 4, users: 3, names: 2, values: [2, 2] },
    });
  });

  it("are counted in total also where few names are shown", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([
        trackEvent(),
        trackEvent({ timestamp: NOON + MINUTE }),
        trackEvent({ event: "Ordered", userId: "u2", timestamp: NOON + MINUTE }),
        trackEvent({ type: "page", event: undefined, name: "Signed Up" }),
      ]),
    );
    const range = { from: NOON, to: NOON + 2 * MINUTE, step: MINUTE };
    const { series, total } = await store.productEventCounts({ ...range, limit: 1 });
    expect(series).toMatchObject([{ name: "Signed Up", type: "track", values: [1, 1] }]);
    expect(total).toEqual({ events: 4, users: 2, names: 3, values: [2, 2] });
    const none = await store.productEventCounts({ ...range, limit: 1, name: "Nothing" });
    expect(none).toMatchObject({
      series: [],
      total: { events: 0, users: 0, names: 0, values: [0, 0] },
    });
  });

  it("of more than an entry can number are refused", async () => {
    const store = await openForTest(await temporaryDirectory());
    const many = Array.from({ length: 65_537 }, () => trackEvent());
    await expect(store.append(eventsBatch(many))).rejects.toMatchObject({
      code: "PEEK_E_STORE_BATCH",
    });
  });
});

describe("a user", () => {
  const identify = trackEvent({ type: "identify", event: undefined });

  it("is known by all ids that were joined, with the latest traits and the groups", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([
        { ...identify, anonymousId: "a1", traits: { plan: "free", name: "Ada" } },
        { ...identify, timestamp: NOON + 1, traits: { plan: "pro" } },
        trackEvent({ type: "alias", event: undefined, previousId: "old" }),
        trackEvent({ type: "alias", event: undefined, userId: "old", previousId: "older" }),
        trackEvent({ type: "group", event: undefined, groupId: "g1", traits: { name: "Acme" } }),
      ]),
    );
    const profile = {
      anonymousIds: ["a1"],
      traits: { plan: "pro", name: "Ada" },
      groups: [{ groupId: "g1", traits: { name: "Acme" } }],
    };
    for (const id of ["u1", "old", "older", "a1"]) {
      const user = await store.user(id);
      expect(user).toMatchObject(profile);
      expect(user!.userIds.toSorted()).toEqual(["old", "older", "u1"]);
    }
    expect(await store.user("nobody")).toBeUndefined();
  });

  it("is a member of the groups that its events name, and has their traits", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([
        trackEvent({
          type: "group",
          event: undefined,
          userId: "u2",
          groupId: "t_42",
          properties: { $groupType: "team" },
          traits: { seats: 5 },
        }),
        trackEvent({
          type: "group",
          event: undefined,
          userId: "u2",
          groupId: "t_42",
          properties: { $group_type: "company" },
          traits: { plan: "enterprise" },
        }),
        trackEvent({ properties: { $groups: { team: "t_42" } } }),
        trackEvent({ properties: { $groups: { team: "t_42" } }, context: { groupId: "acme" } }),
      ]),
    );
    const { groups } = (await store.user("u1"))!;
    expect(groups.toSorted((a, b) => a.groupId.localeCompare(b.groupId))).toEqual([
      { groupId: "acme", traits: {} },
      { groupId: "team:t_42", traits: { seats: 5 } },
    ]);
  });

  it("does not become one with another user of the same device", async () => {
    const store = await openForTest(await temporaryDirectory());
    await store.append(
      eventsBatch([
        trackEvent({ anonymousId: "shared" }),
        trackEvent({ userId: "u2", anonymousId: "shared" }),
        trackEvent({ userId: undefined, anonymousId: "shared", event: "Anonymous" }),
      ]),
    );
    expect(await store.user("u1")).toMatchObject({ userIds: ["u1"], anonymousIds: ["shared"] });
    const { entries } = await store.userTimeline({ ...ALL, id: "u1", limit: 10 });
    const events = entries.map((entry) => entry.kind === "event" && entry.event);
    expect(events).toMatchObject([{ event: "Anonymous" }, { userId: "u1" }]);
    expect(await store.user("shared")).toMatchObject({ userIds: ["shared"] });
  });

  it("has one timeline of events and requests", async () => {
    const store = await openForTest(await temporaryDirectory());
    const at = (minutes: number) => ({ timestamp: NOON + minutes * MINUTE });
    await store.append(
      batchOf([
        requestRecord({ ...at(1), consumer: "u1", path: "/1" }),
        requestRecord({ ...at(3), consumer: "u1", path: "/3" }),
        requestRecord({ ...at(4), consumer: "u2" }),
      ]),
    );
    await store.append(
      eventsBatch([
        trackEvent({ ...at(0), userId: undefined, anonymousId: "a1", event: "0" }),
        trackEvent({ ...at(2), anonymousId: "a1", event: "2" }),
        trackEvent({ ...at(5), userId: "u2" }),
      ]),
    );
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.userTimeline({ ...ALL, id: "u1", limit: 1, cursor });
      seen.push(
        ...page.entries.map((entry) =>
          entry.kind === "event" ? entry.event.event : entry.request.path,
        ),
      );
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(["/3", "2", "/1", "0"]);
    await expect(
      store.userTimeline({ ...ALL, id: "u1", limit: 1, cursor: "x" }),
    ).rejects.toMatchObject({ code: "PEEK_E_CURSOR" });
  });

  it("has a timeline of one service or environment alone", async () => {
    const store = await openForTest(await temporaryDirectory());
    const web = { resource: { service: "web", environment: "staging" } };
    const request = (path: string) => requestRecord({ consumer: "u1", path });
    await store.append(batchOf([request("/orders")]));
    await store.append(batchOf([request("/web")], web));
    await store.append(eventsBatch([trackEvent({ event: "In orders" })]));
    await store.append(eventsBatch([trackEvent({ event: "In web" })], web));
    const seen = async (scope: object) => {
      const { entries } = await store.userTimeline({ ...ALL, id: "u1", limit: 9, ...scope });
      const names = entries.map((one) =>
        one.kind === "event" ? one.event.event! : one.request.path!,
      );
      return names.toSorted();
    };
    expect(await seen({ service: "web" })).toEqual(["/web", "In web"]);
    expect(await seen({ environment: "production" })).toEqual(["/orders", "In orders"]);
    expect(await seen({ service: "web", environment: "production" })).toEqual([]);
    expect(await seen({})).toHaveLength(4);
  });

  it("is erased under all ids, and stays so over a restart", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    await store.append(
      batchOf([
        requestRecord({ consumer: "u1", consumerName: "Ada" }),
        requestRecord({ consumer: "u2" }),
      ]),
    );
    await store.append(
      eventsBatch([
        { ...identify, anonymousId: "a1", traits: { name: "Ada" } },
        trackEvent({ userId: undefined, anonymousId: "a1" }),
        trackEvent({ userId: "u2", event: "Stays" }),
      ]),
    );
    expect(await store.eraseUser("u1")).toEqual({
      ids: ["u1", "a1"],
      events: 2,
      requests: 1,
      sessions: 0,
    });
    const expectErased = async (opened: typeof store) => {
      expect(await opened.user("u1")).toBeUndefined();
      expect((await opened.userTimeline({ ...ALL, id: "a1", limit: 9 })).entries).toEqual([]);
      const { events } = await opened.productEvents({ ...ALL, limit: 9 });
      expect(events).toMatchObject([{ event: "Stays" }]);
      const range = { from: NOON - 3_600_000, to: NOON + 3_600_000 };
      const consumers = await opened.top({
        ...range,
        dimension: "consumer",
        order: "requests",
        limit: 9,
        filter: [],
      });
      const counts = new Map(consumers.rows.map(({ key, requests }) => [key, requests]));
      expect(counts).toEqual(
        new Map([
          [null, 1],
          ["u2", 1],
        ]),
      );
    };
    await expectErased(store);
    await store.close();
    const again = await openForTest(directory);
    await expectErased(again);
    // What comes later is kept under texts that were forgotten.
    await again.append(batchOf([requestRecord({ consumer: "u1" })]));
    expect((await again.userTimeline({ ...ALL, id: "u1", limit: 9 })).entries).toHaveLength(1);
  });
});
