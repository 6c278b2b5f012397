import fc from "fast-check";
import { expect, it } from "vitest";
import { RecentReports, type Report } from "../../../src/dialects/peekapi/recent-reports.ts";

/** The reports that are kept of batches which come one after the other. */
function kept(batches: readonly (readonly Report[])[], from = new RecentReports()): Report[] {
  return batches.flatMap((batch) => {
    const unknown = from.unknownAmong(batch).map((number) => batch[number]!);
    for (const { fingerprint } of unknown) from.add(fingerprint);
    return unknown;
  });
}

/** Reports whose content is all the same but for this and the time, as a loop or a prober makes them. */
function reported(contents: readonly (readonly [content: number, pause: number])[]): Report[] {
  let time = 1_790_000_000_000;
  return contents.map(([content, pause]) => {
    time += pause;
    return { fingerprint: content * 1_000_003 + (time % 1_000_000), time };
  });
}

function cut(reports: readonly Report[], sizes: readonly number[]): Report[][] {
  const batches: Report[][] = [];
  for (let start = 0, turn = 0; start < reports.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    batches.push(reports.slice(start, start + size));
    start += size;
  }
  return batches;
}

const content = fc.nat({ max: 2 });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
/** Several a millisecond, alike more often than not: loops over a few things, one after the other. */
const loop = fc
  .tuple(fc.array(content, { minLength: 1, maxLength: 12 }), fc.nat({ max: 6 }), fc.nat({ max: 1 }))
  .map(([contents, times, pause]) =>
    Array.from({ length: times }, () => contents)
      .flat()
      .map((one, index) => [one, index % 7 === 6 ? pause : 0] as const),
  );
const busy = fc.array(loop, { maxLength: 12 }).map((loops) => reported(loops.flat()));
const steady = fc
  .array(fc.tuple(content, fc.integer({ min: 1, max: 9 })), { minLength: 8, maxLength: 200 })
  .map(reported);

it("keeps everything that a client reports once, however alike", () => {
  fc.assert(
    fc.property(busy, sizes, (reports, cuts) => {
      expect(kept(cut(reports, cuts))).toEqual(reports);
    }),
  );
});

it("keeps a report once that comes again behind others and is cut elsewhere", () => {
  fc.assert(
    fc.property(steady, steady, fc.nat(), sizes, (old, others, place, cuts) => {
      const between = others.map(({ fingerprint, time }) => ({ fingerprint: -fingerprint, time }));
      const at = place % (between.length + 1);
      const again = [...between.slice(0, at), ...old, ...between.slice(at)];
      const whole = kept([old, again]);
      expect(whole).toHaveLength(old.length + between.length);
      const twice = kept([old, ...cut(again, cuts)]).length - whole.length;
      // Of a row that a batch's end cuts, the shorter part may be too short to be told.
      const seams = cut(again, cuts).length * 2;
      expect(twice).toBeLessThanOrEqual(7 * seams);
    }),
  );
});

it("keeps a report once that is in a batch several times", () => {
  fc.assert(
    fc.property(steady, fc.integer({ min: 2, max: 5 }), (reports, times) => {
      expect(kept([Array.from({ length: times }, () => reports).flat()])).toEqual(reports);
    }),
  );
});

it("keeps what several clients report that have nothing in common", () => {
  fc.assert(
    fc.property(busy, busy, sizes, (one, other, cuts) => {
      const apart = other.map(({ fingerprint, time }) => ({ fingerprint: -fingerprint - 1, time }));
      const [first, second] = [cut(one, cuts), cut(apart, cuts)];
      const batches = first.flatMap((batch, turn) => [batch, second[turn] ?? []]);
      batches.push(...second.slice(first.length));
      expect(kept(batches)).toHaveLength(one.length + other.length);
    }),
  );
});

it("takes few alike reports for new ones, and those that do not say when they happened", () => {
  const few = reported(Array.from({ length: 7 }, (_, index) => [index, 1] as const));
  expect(kept([few, few])).toHaveLength(14);
  const untimed = Array.from({ length: 20 }, (_, fingerprint) => ({ fingerprint, time: NaN }));
  expect(kept([untimed, untimed])).toHaveLength(40);
});

it("forgets what came longest ago", () => {
  const recent = new RecentReports();
  const old = reported(Array.from({ length: 20 }, () => [1, 1] as const));
  kept([old], recent);
  for (let fingerprint = 0; fingerprint < 131_072; fingerprint++) recent.add(-fingerprint);
  expect(kept([old], recent)).toHaveLength(20);
  expect(kept([old], recent)).toHaveLength(0);
});

it("knows two rows that follow each other, whichever is older", () => {
  const old = reported(Array.from({ length: 20 }, (_, index) => [index, 1] as const));
  const young = old.map(({ fingerprint, time }) => ({
    fingerprint: -fingerprint,
    time: time + 60,
  }));
  expect(
    kept([
      [...young, ...old],
      [...young, ...old],
    ]),
  ).toHaveLength(40);
  expect(
    kept([
      [...young, ...old],
      [young.at(-1)!, ...old],
    ]),
  ).toHaveLength(40);
});

it.each([
  ["equal", () => ({ fingerprint: 1, time: 1 })],
  ["untimed", () => ({ fingerprint: 1, time: NaN })],
  ["alternating", (index: number) => ({ fingerprint: index % 2, time: 1 })],
  ["in falling order", (index: number) => ({ fingerprint: index % 1_000, time: -index })],
  ["in pairs", (index: number) => ({ fingerprint: index >> 1, time: 1 })],
  ["now and then later", (index: number) => ({ fingerprint: 1, time: index % 8 === 7 ? 2 : 1 })],
  ["in loops", (index: number) => ({ fingerprint: index % 100 < 50 ? 1 : index, time: 1 })],
])("takes a moment for 200,000 reports that are %s", (_, report) => {
  const reports = Array.from({ length: 200_000 }, (__, index) => report(index));
  const recent = new RecentReports();
  const started = process.cpuUsage();
  kept([reports, reports], recent);
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(6_000);
});
