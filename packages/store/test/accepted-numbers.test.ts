import { IntervalSet } from "@peekjs/protocol";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AcceptedNumbers } from "../src/accepted-numbers.ts";

const DAY = 24 * 3_600_000;

describe("accepted numbers", () => {
  it("are known as a set per client knows them, whatever came when", () => {
    const range = fc
      .tuple(fc.nat(30), fc.nat(8))
      .map(([first, length]) => [first, first + length] as const);
    const addition = fc.record({
      instance: fc.constantFrom("a", "b"),
      range,
      now: fc.nat(8 * DAY),
    });
    fc.assert(
      fc.property(fc.array(addition), range, (additions, [first, last]) => {
        let time = 0;
        const accepted = new AcceptedNumbers(undefined, () => time);
        const expected = { a: new IntervalSet(), b: new IntervalSet() };
        for (const { instance, range: added, now } of additions) {
          time = now;
          accepted.add(instance, ...added);
          expected[instance].add(...added);
        }
        for (const instance of ["a", "b"] as const) {
          expect(accepted.missing(instance, first, last)).toEqual(
            expected[instance].missing(first, last),
          );
        }
      }),
    );
  });

  it("are forgotten nine days after their client was last seen", () => {
    let day = 0;
    const accepted = new AcceptedNumbers(undefined, () => day * DAY);
    accepted.add("gone", 1, 5);
    accepted.add("back", 1, 5);
    for (day = 1; day <= 9; day++) accepted.add("back", day * 10, day * 10 + 9);
    expect(accepted.missing("gone", 1, 5)).toEqual([]);
    accepted.add("new", 1, 1);
    expect(accepted.missing("gone", 1, 5)).toEqual([[1, 5]]);
    expect(accepted.missing("back", 1, 100)).toEqual([
      [6, 9],
      [100, 100],
    ]);
  });

  it("are those of the clients seen last, where there are more than can be known", () => {
    const accepted = new AcceptedNumbers(100);
    for (let client = 0; client < 500; client++) {
      accepted.add("frequent", client, client);
      accepted.add(`c_${client}`, 1, 1);
    }
    const known = Array.from({ length: 500 }, (_, client) => client).filter(
      (client) => accepted.missing(`c_${client}`, 1, 1).length === 0,
    );
    expect(known.length).toBeGreaterThanOrEqual(80);
    expect(known.length).toBeLessThanOrEqual(100);
    expect(known.at(-1)).toBe(499);
    expect(accepted.missing("frequent", 0, 499)).toEqual([]);
  });
});
