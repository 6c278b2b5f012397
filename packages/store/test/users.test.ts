import type { ProductEvent, Store } from "@peekjs/protocol";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForFile } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const DAY = 24 * 3_600_000;
const ALL = { from: 0, to: NOON * 2 };

let store: Store;
beforeAll(async () => {
  const opened = await openForFile();
  store = opened.store;
  return opened.close;
});

const event = (fields: Partial<ProductEvent>): ProductEvent =>
  trackEvent({ event: undefined, userId: undefined, ...fields });
const identify = (userId: string, fields: Partial<ProductEvent> = {}): ProductEvent =>
  event({ type: "identify", userId, ...fields });
const alias = (userId: string, previousId: string): ProductEvent =>
  event({ type: "alias", userId, previousId });

async function idsOf(id: string): Promise<{ users: string[]; devices: string[] } | undefined> {
  const user = await store.user(id);
  return user && { users: user.userIds.toSorted(), devices: user.anonymousIds.toSorted() };
}

describe("one device of two users", () => {
  it("keeps them apart, also where alias gave the device to one of them", async () => {
    await store.append(
      eventsBatch([
        alias("ann", "tablet"),
        identify("ann", { anonymousId: "tablet" }),
        identify("ben", { anonymousId: "tablet" }),
      ]),
    );
    expect(await idsOf("ann")).toEqual({ users: ["ann", "tablet"], devices: [] });
    expect(await idsOf("ben")).toEqual({ users: ["ben"], devices: ["tablet"] });
    expect(await store.eraseUser("ann")).toMatchObject({ ids: ["ann", "tablet"], events: 2 });
    expect(await idsOf("ben")).toEqual({ users: ["ben"], devices: [] });
  });

  it("keeps them apart where only alias knows the first", async () => {
    await store.append(
      eventsBatch([alias("cleo", "phone"), identify("dan", { anonymousId: "phone" })]),
    );
    expect(await idsOf("cleo")).toEqual({ users: ["cleo", "phone"], devices: [] });
  });

  it("stands for the user when both are names of one", async () => {
    await store.append(
      eventsBatch([
        identify("old-eve", { anonymousId: "laptop" }),
        identify("eve", { anonymousId: "laptop" }),
        alias("eve", "old-eve"),
      ]),
    );
    for (const id of ["laptop", "eve", "old-eve"]) {
      expect(await idsOf(id)).toEqual({ users: ["eve", "old-eve"], devices: ["laptop"] });
    }
  });
});

describe("a user of very many devices", () => {
  it("keeps the names that alias gave it before", async () => {
    const devices = Array.from({ length: 600 }, (_, index) =>
      identify("fay", { anonymousId: `tablet-${index}`, timestamp: NOON + 1_000 + index }),
    );
    await store.append(eventsBatch([{ ...alias("fay", "old-fay"), timestamp: NOON }, ...devices]));
    const ids = (await idsOf("fay"))!;
    expect(ids.users).toEqual(["fay", "old-fay"]);
    expect(ids.devices).toHaveLength(500);
  });
});

describe("the ids of a user", () => {
  const USERS = ["u1", "u2", "u3", "u4"];
  const DEVICES = ["a1", "a2", "a3"];
  const said = fc.oneof(
    fc.record({
      type: fc.constant("alias" as const),
      userId: fc.constantFrom(...USERS),
      previousId: fc.constantFrom(...USERS, ...DEVICES),
    }),
    fc.record({
      type: fc.constant("identify" as const),
      userId: fc.constantFrom(...USERS),
      anonymousId: fc.constantFrom(...DEVICES),
    }),
  );
  /** What is said, and when each arrives: the order, the batch and the day. */
  const arrivals = fc.array(fc.tuple(said, fc.integer({ min: 0, max: 5 })), {
    minLength: 1,
    maxLength: 7,
  });

  it("do not depend on the order of arrival, nor on batches and days", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, async (arriving) => {
        const prefix = `run${run++}-`;
        const of = (id: string): string => prefix + id;
        for (const number of new Set(arriving.map(([, batch]) => batch))) {
          const events = arriving
            .filter(([, batch]) => batch === number)
            .map(([fields]) =>
              fields.type === "alias"
                ? alias(of(fields.userId), of(fields.previousId))
                : identify(of(fields.userId), { anonymousId: of(fields.anonymousId) }),
            );
          await store.append(eventsBatch(events, { receivedAt: NOON + (number % 2) * DAY }));
        }
        for (const id of [...USERS, ...DEVICES]) {
          const expected = expectedIds(
            id,
            arriving.map(([fields]) => fields),
          );
          expect(await idsOf(of(id))).toEqual(
            expected && {
              users: expected.users.map(of).toSorted(),
              devices: expected.devices.map(of).toSorted(),
            },
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  /** The rule, said a second time: over all that was said at once. */
  function expectedIds(id: string, all: { type: string; userId: string }[]) {
    const pairs = all as {
      type: string;
      userId: string;
      previousId: string;
      anonymousId: string;
    }[];
    const aliases = pairs.filter(({ type }) => type === "alias");
    const seen = pairs.filter(({ type }) => type === "identify");
    const isKnown = pairs.some((pair) => Object.values(pair).includes(id));
    if (!isKnown) return undefined;
    const closure = (start: string): Set<string> => {
      const ids = new Set([start]);
      for (let size = 0; size !== ids.size;) {
        size = ids.size;
        for (const { userId, previousId } of aliases) {
          if (ids.has(userId) || ids.has(previousId)) ids.add(userId).add(previousId);
        }
      }
      return ids;
    };
    let users = closure(id);
    const owners = seen.filter(({ anonymousId }) => anonymousId === id);
    if (users.size === 1 && owners[0]) {
      const joined = closure(owners[0].userId);
      // Of a device that several used, nothing is known but what it did alone.
      if (!owners.every(({ userId }) => joined.has(userId))) return undefined;
      users = joined;
    }
    const devices = seen
      .filter(({ userId, anonymousId }) => users.has(userId) && !users.has(anonymousId))
      .map(({ anonymousId }) => anonymousId);
    return { users: [...users], devices: [...new Set(devices)] };
  }
});

describe("traits", () => {
  it("are those said last, key by key, whatever comes first and under which id", async () => {
    let run = 0;
    const keys = fc.dictionary(
      fc.constantFrom("plan", "name", "city"),
      fc.constantFrom("x", "y", null),
      { minKeys: 1 },
    );
    const facts = fc.uniqueArray(
      fc.record({
        minute: fc.integer({ min: 0, max: 20 }),
        of: fc.integer({ min: 0, max: 1 }),
        keys,
      }),
      { selector: ({ minute }) => minute, minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(facts, async (said) => {
        const ids = [`trait${run}-a`, `trait${run++}-b`] as const;
        await store.append(eventsBatch([alias(ids[0], ids[1])]));
        for (const { minute, of, keys: traits } of said) {
          const timestamp = NOON + minute * 60_000;
          await store.append(eventsBatch([identify(ids[of]!, { timestamp, traits })]));
        }
        const inTime = said.toSorted((a, b) => a.minute - b.minute);
        const expected = Object.assign({}, ...inTime.map(({ keys: traits }) => traits)) as unknown;
        expect((await store.user(ids[0]))!.traits).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("that were said again are still the last when an earlier one comes late", async () => {
    const at = (minute: number, plan: string): ProductEvent =>
      identify("late", { timestamp: NOON + minute * 60_000, traits: { plan } });
    for (const said of [at(1, "free"), at(10, "free"), at(5, "pro")]) {
      await store.append(eventsBatch([said]));
    }
    expect(await store.user("late")).toMatchObject({ traits: { plan: "free" } });
  });
});

describe("a user's timeline", () => {
  it("has the requests under every id, page by page", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    const chain = names.slice(1).map((name, index) => alias(name, names[index]!));
    await store.append(eventsBatch(chain));
    const timestamp = (index: number): number => NOON + index;
    const records = names.map((consumer, index) =>
      requestRecord({ consumer, path: `/${index}`, timestamp: timestamp(index) }),
    );
    await store.append(batchOf([...records, requestRecord({ consumer: "someone else" })]));
    const paths: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.userTimeline({ ...ALL, id: "many-3", limit: 20, cursor });
      paths.push(...page.entries.map((entry) => entry.kind === "request" && entry.request.path));
      cursor = page.cursor;
    } while (cursor !== undefined);
    const expected = names.map((_, index) => `/${index}`).toReversed();
    expect(paths.filter((path) => path !== false)).toEqual(expected);
    expect(paths).toHaveLength(30 + 29);
  });

  it("is there for one who is known by requests alone", async () => {
    await store.append(batchOf([requestRecord({ consumer: "quiet" })]));
    expect(await store.user("quiet")).toEqual({
      userIds: ["quiet"],
      anonymousIds: [],
      traits: {},
      groups: [],
    });
    expect(await store.eraseUser("quiet")).toMatchObject({ requests: 1 });
    expect(await store.user("quiet")).toBeUndefined();
  });
});
