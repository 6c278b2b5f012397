import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { ProductEvent, Session, SessionOrder, Store } from "@peekjs/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOON } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const MINUTE = 60_000;
const ALL = { from: 0, to: NOON * 2 };

function sessionEvent(
  { id = "s1", ...fields }: Partial<ProductEvent> & { id?: string },
  context: Record<string, Record<string, unknown>> = {},
): ProductEvent {
  return trackEvent({
    userId: undefined,
    anonymousId: id,
    ...fields,
    context: { ...context, session: { id, ...context["session"] } },
  });
}

const pageView = { type: "page", event: undefined, name: "Home" } as const;

describe("sessions", () => {
  it("merge what their events' contexts say", async () => {
    const store = await openForTest(await temporaryDirectory());
    const desktop = { type: "Desktop", platform: "Linux" };
    await store.append(
      eventsBatch([
        sessionEvent(
          { ...pageView },
          {
            session: { entryPage: "/a", timeOnPage: 3.25, scrollDepth: 40 },
            page: { url: "/a", referrer: "direct" },
            campaign: { source: "g", name: "sale" },
            device: desktop,
            os: { name: "Linux" },
            screen: { width: 1_280, height: 720 },
          },
        ),
      ]),
    );
    await store.append(
      eventsBatch([
        sessionEvent(
          { event: "click", timestamp: NOON + MINUTE, userId: "u1" },
          { session: { entryPage: "/a", timeOnPage: 60, scrollDepth: 250 } },
        ),
        sessionEvent(
          { event: "error", timestamp: NOON + 2 * MINUTE },
          { session: { entryPage: "/b", exitPage: "/c", timeOnPage: 5 }, page: { url: "/b" } },
        ),
      ]),
    );
    const page = await store.sessions({ ...ALL, order: "startedAt", limit: 10 });
    expect(page).toEqual({
      sessions: [
        {
          id: "s1",
          service: "orders",
          environment: "production",
          userId: "u1",
          startedAt: NOON,
          endedAt: NOON + 2 * MINUTE,
          durationMs: 2 * MINUTE,
          timeOnPageMs: 65_000,
          scrollDepth: 100,
          pageViews: 1,
          clicks: 1,
          errors: 1,
          events: 3,
          entryPage: "/a",
          exitPage: "/c",
          referrer: "direct",
          source: "g",
          campaign: "sale",
          device: "Desktop",
          platform: "Linux",
          os: "Linux",
          screenWidth: 1_280,
          screenHeight: 720,
          vitals: {},
        },
      ],
    });
  });
});

/** What a browser sends at once: events that have a context in common. */
interface Payload {
  context: ProductEvent["context"];
  events: { type: number; minute: number; user: string | undefined }[];
}

const TYPES = [
  pageView,
  { type: "track", event: "click" },
  { type: "track", event: "js_error" },
  { type: "track", event: "Bought" },
  { type: "track", event: "web_vital", properties: { name: "LCP", value: 900, id: "v1" } },
  { type: "track", event: "web_vital", properties: { name: "LCP", value: 1_900, id: "v1" } },
] as const;

const oneOf = <T>(...values: T[]): fc.Arbitrary<T | undefined> =>
  fc.constantFrom(...values, undefined);
const payloads = fc.array(
  fc.record<Payload>({
    context: fc.record({
      session: fc.record({
        entryPage: oneOf("/a", "/b"),
        exitPage: oneOf("/a", "/c"),
        timeOnPage: oneOf(1, 5, 30),
        scrollDepth: oneOf(10, 90, 400),
      }),
      page: fc.record({ url: oneOf("/a", "/b"), referrer: oneOf("https://r.test/") }),
      campaign: fc.record({ source: oneOf("mail", "search") }),
      device: fc.record({ type: oneOf("Desktop", "Mobile") }),
    }),
    events: fc.array(
      fc.record({
        type: fc.nat(TYPES.length - 1),
        minute: fc.nat(30),
        user: oneOf("u1", "u2"),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

function eventsOf(sent: readonly Payload[], id: string): ProductEvent[] {
  return sent.flatMap(({ context, events }, payload) => {
    const shared = { ...context, session: { ...(context!["session"] as object), id } };
    return events.map(({ type, minute, user }, index) => ({
      ...TYPES[type]!,
      anonymousId: id,
      userId: user,
      timestamp: NOON + minute * MINUTE,
      context: shared,
      messageId: `${id} ${payload} ${index}`,
    }));
  });
}

async function findSession(store: Store, id: string): Promise<Session | undefined> {
  const { sessions } = await store.sessions({ ...ALL, user: id, order: "startedAt", limit: 10 });
  expect(sessions.length).toBeLessThan(2);
  return sessions[0];
}

describe("a session", () => {
  it("is the same in whatever order, however divided and however often its events come", async () => {
    const directory = await temporaryDirectory();
    let store = await openForTest(directory);
    const plain: string[] = [];
    const rest: [id: string, ProductEvent[]][] = [];
    // Of every event when it comes, with which others, on which day, and whether it comes again.
    const fate = fc.record({ order: fc.nat(), batch: fc.nat(2), again: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(payloads, fc.infiniteStream(fate), async (sent, fates) => {
        const id = `s${plain.length}`;
        plain.push(id);
        await store.append(eventsBatch(eventsOf(sent, id), { resource: { service: "plain" } }));
        const events = eventsOf(sent, id).map((event) => ({ event, ...fates.next().value! }));
        const arriving = [...events, ...events.filter(({ again }) => again)];
        arriving.sort((a, b) => a.order - b.order);
        const days = [0, 1, 2].map((batch) =>
          arriving.filter((one) => one.batch === batch).map(({ event }) => event),
        );
        // The last comes after the restart.
        rest.push([id, days.pop()!]);
        for (const [day, part] of days.entries()) {
          const receivedAt = NOON + day * 24 * 60 * MINUTE;
          await store.append(eventsBatch(part, { receivedAt, resource: { service: "mixed" } }));
        }
      }),
      { numRuns: 12 },
    );
    await store.close();
    store = await openForTest(directory);
    for (const [, part] of rest) {
      await store.append(eventsBatch(part, { resource: { service: "mixed" } }));
    }
    for (const id of plain) {
      const of = async (service: string): Promise<Session | undefined> => {
        const scope = { ...ALL, service, order: "startedAt", limit: 100 } as const;
        const { sessions } = await store.sessions(scope);
        return sessions.find((session) => session.id === id);
      };
      expect(await of("mixed")).toEqual({ ...(await of("plain")), service: "mixed" });
    }
  });

  it("of which a day expires keeps what came later", async () => {
    const directory = await temporaryDirectory();
    const first = await openForTest(directory);
    const old = Date.now() - 8.5 * 24 * 60 * MINUTE;
    for (const timestamp of [old, Date.now()]) {
      const event = sessionEvent({ ...pageView, timestamp });
      await first.append(eventsBatch([event], { receivedAt: timestamp }));
    }
    expect(await findSession(first, "s1")).toMatchObject({ pageViews: 2, startedAt: old });
    await first.close();
    const store = await openForTest(directory, { retentionDays: 7 });
    await expect.poll(() => readdir(join(directory, "days"))).toHaveLength(1);
    expect(await findSession(store, "s1")).toMatchObject({ pageViews: 1, durationMs: 0 });
  });

  it("is kept in a file of a version that knew no sessions", async () => {
    const directory = await temporaryDirectory();
    const before = await openForTest(directory);
    await before.append(eventsBatch([trackEvent()]));
    await before.close();
    const instance = await DuckDBInstance.create(join(directory, "days/2026-11-21.duckdb"));
    const connection = await instance.connect();
    for (const table of ["session_parts", "web_vitals", "identities", "traits"]) {
      await connection.run(`DROP TABLE ${table}`);
    }
    connection.closeSync();
    instance.closeSync();

    const store = await openForTest(directory);
    expect(await findSession(store, "s1")).toBeUndefined();
    await store.append(eventsBatch([sessionEvent(pageView), trackEvent()]));
    expect(await findSession(store, "s1")).toMatchObject({ pageViews: 1 });
    expect((await store.productEvents({ ...ALL, limit: 9 })).events).toHaveLength(3);
  });

  it("of two users keeps the other's part when one is erased", async () => {
    const store = await openForTest(await temporaryDirectory());
    const vital = { event: "web_vital", properties: { name: "CLS", value: 0.2 } };
    await store.append(
      eventsBatch([
        sessionEvent({ ...pageView, userId: "u1" }, { session: { scrollDepth: 90 } }),
        sessionEvent({ ...vital, userId: "u1" }),
        sessionEvent({ event: "click", userId: "u2", timestamp: NOON + MINUTE }),
      ]),
    );
    expect(await store.eraseUser("u1")).toMatchObject({
      ids: ["u1", "s1"],
      sessions: 1,
      events: 2,
    });
    const session = await findSession(store, "s1");
    expect(session).toMatchObject({ userId: "u2", clicks: 1, pageViews: 0, vitals: {} });
    expect(session).not.toHaveProperty("scrollDepth");
    expect(await store.eraseUser("u2")).toMatchObject({ sessions: 1 });
    expect(await findSession(store, "s1")).toBeUndefined();
  });
});

describe("the list of sessions", () => {
  it("goes up as well as down, page by page, those without a value last", async () => {
    const store = await openForTest(await temporaryDirectory());
    const depths = { s1: 30, s2: undefined, s3: 10, s4: 30, s5: undefined };
    const events = Object.entries(depths).map(([id, scrollDepth], minute) =>
      sessionEvent({ id, timestamp: NOON + minute * MINUTE }, { session: { scrollDepth } }),
    );
    await store.append(eventsBatch(events));
    const listed = async (order: SessionOrder, ascending: boolean): Promise<string[]> => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.sessions({ ...ALL, order, ascending, limit: 2, cursor });
        ids.push(...page.sessions.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return ids;
    };
    expect(await listed("scrollDepth", true)).toEqual(["s3", "s1", "s4", "s2", "s5"]);
    expect(await listed("scrollDepth", false)).toEqual(["s4", "s1", "s3", "s5", "s2"]);
    expect(await listed("startedAt", true)).toEqual(["s1", "s2", "s3", "s4", "s5"]);
    expect(await listed("startedAt", false)).toEqual(["s5", "s4", "s3", "s2", "s1"]);
  });
});
