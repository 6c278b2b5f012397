import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Parameters } from "../../src/read/parameters.ts";
import { chooseStep, readStep } from "../../src/read/step.ts";

const DAY = 86_400_000;

function step(query: string, span: number): number {
  return readStep(new Parameters(`http://localhost/?${query}`, ["step"]), { from: 0, to: span });
}

describe("readStep", () => {
  it("chooses 120 to 300 points for every span from five minutes to two years", () => {
    fc.assert(
      fc.property(fc.integer({ min: 300_000, max: 730 * DAY }), (span) => {
        const points = span / chooseStep(span);
        expect(points).toBeLessThanOrEqual(300);
        expect(points).toBeGreaterThanOrEqual(104);
      }),
    );
  });

  it.each([
    [300_000, 1_000],
    [3_600_000, 15_000],
    [DAY, 300_000],
    [7 * DAY, 3_600_000],
  ])("divides %d ms into steps of %d ms", (span, expected) => {
    expect(step("", span)).toBe(expected);
  });

  it("takes what is asked for, within reason", () => {
    expect(step("step=60000", DAY)).toBe(60_000);
    for (const query of ["step=999", "step=0", "step=x", "step=1000"]) {
      expect(() => step(query, DAY)).toThrow(
        expect.objectContaining({ options: { members: { parameter: "step" } } }) as Error,
      );
    }
  });
});
