import type { ClientStats, IngestBatch } from "@peekjs/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOON, batchOf, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RANGE = { from: NOON - HOUR, to: NOON + HOUR };

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

function stats(change: Partial<ClientStats>): ClientStats {
  return {
    accepted: 0,
    delivered: 0,
    spooled: 0,
    pending: 0,
    summarised: 0,
    dropped: {},
    ...change,
  };
}

/** Numbers `first` … `first + requests − 1` are requests; one more, if anything was summarised, is a summary. */
function delivery(
  first: number,
  requests: number,
  summarised: number,
  overrides: Partial<IngestBatch> = {},
): IngestBatch {
  const records = Array.from({ length: requests }, () => requestRecord());
  const batch = batchOf(records, { instance: "a", first, ...overrides });
  if (summarised === 0) return batch;
  const durationMs = { scale: 5, zeros: summarised, offset: 0, counts: [] };
  const of = { from: NOON, to: NOON + 1, method: "GET", status: 200, count: summarised };
  const value = { ...of, requestBytes: 0, responseBytes: 0, durationMs, consumers: [] };
  const [group] = batch.groups;
  batch.groups = [{ ...group!, last: first + requests, summaries: [{ index: requests, value }] }];
  return batch;
}

/** One group of a client, and what becomes of it. */
const step = fc.record({
  requests: fc.integer({ min: 1, max: 5 }),
  summarised: fc.integer({ min: 0, max: 4 }),
  overflow: fc.integer({ min: 0, max: 3 }),
  fate: fc.constantFrom("arrives", "arrives", "arrives twice", "stays away", "is given up"),
});

describe("the account of a client", () => {
  it("is that of a model, whatever is lost, late, repeated or announced, over restarts", async () => {
    const life = fc.array(step, { minLength: 1, maxLength: 12 }).chain((steps) => {
      const arriving = steps.flatMap(({ fate }, index) =>
        fate === "arrives" ? [index] : fate === "arrives twice" ? [index, index] : [],
      );
      const order = fc.shuffledSubarray(arriving, { minLength: arriving.length });
      return fc.record({ steps: fc.constant(steps), order, restart: fc.nat({ max: 11 }) });
    });
    await fc.assert(
      fc.asyncProperty(life, async ({ steps, order, restart }) => {
        const directory = await temporaryDirectory();
        let store = await openForTest(directory);
        const batches: IngestBatch[] = [];
        const numbers: number[] = [];
        let next = 1;
        let said = stats({});
        for (const { requests, summarised, overflow, fate } of steps) {
          const size = requests + (summarised > 0 ? 1 : 0);
          const gone = fate === "is given up";
          const { dropped } = said;
          said = stats({
            accepted: said.accepted + requests + summarised + overflow,
            summarised: said.summarised + summarised,
            pending: said.pending + (gone ? 0 : requests),
            dropped: {
              buffer_full: (dropped["buffer_full"] ?? 0) + overflow,
              too_old: (dropped["too_old"] ?? 0) + (gone ? requests : 0),
            },
          });
          batches.push(delivery(next, requests, summarised, { stats: said }));
          numbers.push(size);
          next += size;
        }
        for (const [count, index] of order.entries()) {
          await store.append(batches[index]!);
          if (count !== restart) continue;
          await store.close();
          store = await openForTest(directory);
        }
        const lost = batches.flatMap(({ groups: [group] }, index) =>
          steps[index]!.fate === "is given up"
            ? [{ first: group!.first!, last: group!.last!, reason: "too_old" }]
            : [],
        );
        // The last word is one of its own: the counters before may be those of any envelope.
        const { dropped } = said;
        const overflow = (dropped["buffer_full"] ?? 0) + 1;
        said = {
          ...said,
          accepted: said.accepted + 1,
          dropped: { ...dropped, buffer_full: overflow },
        };
        await store.append(batchOf([], { instance: "a", groups: [], lost, stats: said }));

        const { total, instances } = await store.completeness(RANGE);
        const came = steps.filter(({ fate }) => fate.startsWith("arrives"));
        const highest = Math.max(-1, ...order);
        const missing = steps.flatMap(({ fate }, index) =>
          fate === "stays away" && index < highest ? [numbers[index]!] : [],
        );
        expect(instances).toHaveLength(1);
        const account = instances[0]!;
        expect(account).toMatchObject({
          instance: "a",
          accepted: said.accepted,
          received: sum(came.map(({ requests }) => requests)),
          summarised: sum(came.map(({ summarised }) => summarised)),
          rejected: 0,
          pending: said.pending,
          missing: sum(missing),
          lost: sum(lost.map(({ first, last: end }) => end - first + 1)),
        });
        for (const [reason, count] of Object.entries(said.dropped)) {
          expect(account.dropped[reason] ?? 0).toBe(count);
        }
        expect(sum(account.gaps.map(([first, end]) => end - first + 1))).toBe(account.missing);
        // Nothing is unaccounted for, and nothing twice.
        const given = sum(Object.values(account.dropped));
        const present = account.received + account.summarised;
        expect(account.waiting).toBe(
          Math.min(said.pending, said.accepted - present - Math.max(given, account.lost)),
        );
        expect(account.ratio).toBe(
          account.accepted > account.waiting
            ? present / (account.accepted - account.waiting)
            : null,
        );
        expect(total.received).toBe(account.received);
        await store.close();
      }),
      { numRuns: 8 },
    );
  });

  it("counts an event whose messageId is known as received, over a restart: it is kept already", async () => {
    const directory = await temporaryDirectory();
    const store = await openForTest(directory);
    const events = (first: number, ...ids: string[]): IngestBatch => {
      const values = ids.map((messageId) => ({
        type: "track" as const,
        event: "bought",
        userId: "u1",
        timestamp: NOON,
        messageId,
      }));
      const batch = batchOf([], {
        instance: "a",
        first,
        stats: stats({ accepted: first + ids.length - 1 }),
      });
      const [group] = batch.groups;
      const last = first + ids.length - 1;
      batch.groups = [
        { ...group!, first, last, events: values.map((value, index) => ({ index, value })) },
      ];
      return batch;
    };
    await store.append(events(1, "m1", "m2"));
    expect(await store.append(events(3, "m2", "m3"))).toMatchObject({ accepted: 1, duplicates: 1 });
    await store.close();
    const reopened = await openForTest(directory);
    const { total } = await reopened.completeness(RANGE);
    expect(total).toMatchObject({ accepted: 4, received: 4, rejected: 0, missing: 0, ratio: 1 });
  });

  it("keeps the newest counters when an older envelope arrives late", async () => {
    const store = await openForTest(await temporaryDirectory());
    const newer = stats({ accepted: 20, delivered: 10, pending: 8, dropped: { buffer_full: 2 } });
    await store.append(delivery(11, 8, 0, { stats: newer }));
    await store.completeness(RANGE);
    await store.append(
      delivery(1, 10, 0, { receivedAt: NOON + 1, stats: stats({ accepted: 10, pending: 10 }) }),
    );
    const { instances } = await store.completeness(RANGE);
    expect(instances).toMatchObject([
      {
        service: "orders",
        environment: "production",
        host: "pod-3",
        firstSeen: NOON,
        lastSeen: NOON + 1,
        accepted: 20,
        received: 18,
        dropped: { buffer_full: 2 },
        waiting: 0,
        missing: 0,
        gaps: [],
        ratio: 0.9,
      },
    ]);
  });

  it("tells of the range what happened in it", async () => {
    const store = await openForTest(await temporaryDirectory());
    const early = stats({ accepted: 12, pending: 10, dropped: { buffer_full: 2 } });
    await store.append(delivery(1, 10, 0, { receivedAt: NOON - DAY, stats: early }));
    const late = stats({ accepted: 30, delivered: 10, pending: 18, dropped: { buffer_full: 2 } });
    await store.append(delivery(11, 18, 0, { stats: late }));

    const day = { from: NOON - DAY - HOUR, to: NOON };
    expect((await store.completeness(day)).total).toMatchObject({ accepted: 12, ratio: 10 / 12 });
    expect((await store.completeness(RANGE)).total).toMatchObject({
      accepted: 18,
      received: 18,
      dropped: {},
      ratio: 1,
    });
    const nothing = await store.completeness({ from: NOON + HOUR, to: NOON + DAY });
    expect(nothing).toMatchObject({ instances: [], total: { accepted: 0, ratio: null } });
  });

  it("is told by service and environment", async () => {
    const store = await openForTest(await temporaryDirectory());
    for (const [service, environment] of [
      ["orders", "production"],
      ["orders", "staging"],
      ["billing", "production"],
    ] as const) {
      const instance = `${service}-${environment}`;
      await store.append(delivery(1, 1, 0, { instance, resource: { service, environment } }));
    }
    const found = async (scope: { service?: string; environment?: string }) =>
      (await store.completeness({ ...RANGE, ...scope })).instances
        .map(({ instance }) => instance)
        .toSorted();
    expect(await found({})).toHaveLength(3);
    expect(await found({ service: "orders" })).toEqual(["orders-production", "orders-staging"]);
    expect(await found({ service: "orders", environment: "staging" })).toEqual(["orders-staging"]);
    expect(await found({ service: "' OR true --" })).toEqual([]);
  });

  it("believes what arrives more than old counters, and hostile counters harm no sum", async () => {
    const store = await openForTest(await temporaryDirectory());
    // The spool of a process that was killed: its last word is older than what it had written.
    await store.append(delivery(1, 5, 0, { stats: stats({ accepted: 5, pending: 5 }) }));
    const lost = [{ first: 8, last: 9, reason: "spool_damaged" }];
    await store.append(delivery(6, 2, 0, { lost }));
    const most = Number.MAX_SAFE_INTEGER;
    const hostile = stats({ accepted: most, delivered: most, dropped: { x: most, y: most } });
    for (const first of [1, 2]) {
      await store.append(delivery(first, 1, most, { instance: "b", stats: hostile }));
    }
    const { instances } = await store.completeness(RANGE);
    expect(instances).toHaveLength(2);
    expect(instances.find(({ instance }) => instance === "a")).toMatchObject({
      accepted: 9,
      received: 7,
      lost: 2,
      waiting: 0,
      ratio: 7 / 9,
    });
  });
});

describe("a client whose day's file has expired", () => {
  it("keeps its account and numbers while it is still seen, and is forgotten afterwards", async () => {
    const directory = await temporaryDirectory();
    const now = Date.now();
    const first = await openForTest(directory);
    const told = (accepted: number) => stats({ accepted, delivered: accepted });
    const old = { receivedAt: now - 12 * DAY, stats: told(5) };
    await first.append(delivery(1, 5, 0, { ...old, instance: "living" }));
    await first.append(delivery(1, 5, 0, { ...old, instance: "gone" }));
    const fresh = { receivedAt: now, stats: told(8), instance: "living" };
    await first.append(delivery(6, 3, 0, fresh));
    await first.close();

    const store = await openForTest(directory, { retentionDays: 7 });
    const range = { from: now - 20 * DAY, to: now + HOUR };
    await expect
      .poll(async () => (await store.completeness(range)).instances.map((each) => each.instance))
      .toEqual(["living"]);
    expect((await store.completeness(range)).instances).toMatchObject([
      { accepted: 8, received: 8, missing: 0, ratio: 1, firstSeen: now - 12 * DAY },
    ]);
    const again = delivery(1, 5, 0, { instance: "living" });
    expect(await store.append(again)).toMatchObject({ accepted: 0, duplicates: 5 });
  });
});
