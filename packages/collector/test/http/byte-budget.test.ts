import { expect, it } from "vitest";
import { ByteBudget } from "../../src/http/byte-budget.ts";

it("gives no more than it has to all holders together", () => {
  const budget = new ByteBudget(10);
  expect(budget.take(6, {})).toBe(true);
  expect(budget.take(5, {})).toBe(false);
  expect(budget.take(4, {})).toBe(true);
});

it("counts what is held in any case, also beyond what there is", async () => {
  const budget = new ByteBudget(10);
  const holder = {};
  await budget.whileHeld(holder, () => {
    budget.hold(12, holder);
    expect(budget.take(1, {})).toBe(false);
  });
  expect(budget.take(10, {})).toBe(true);
});

it.each(["ends", "fails"])("has everything of a holder back when its work %s", async (end) => {
  const budget = new ByteBudget(10);
  const holder = {};
  const work = async (): Promise<void> => {
    expect(budget.take(4, holder)).toBe(true);
    expect(budget.take(6, holder)).toBe(true);
    if (end === "fails") throw new Error("failed");
  };
  await budget.whileHeld(holder, work).catch(() => undefined);
  expect(budget.take(11, {})).toBe(false);
  expect(budget.take(10, {})).toBe(true);
});
