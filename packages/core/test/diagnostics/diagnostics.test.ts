import { expect, it } from "vitest";
import { Diagnostics } from "../../src/diagnostics/diagnostics.ts";

it("tells each diagnostic once, and of the same code another with other words", () => {
  const told: string[] = [];
  const diagnostics = new Diagnostics(({ message }) => told.push(message));
  for (const detail of ["routes", "routes", "consumers", "routes"]) {
    diagnostics.add({ code: "PEEK_W_CARDINALITY", detail });
  }
  expect(told).toEqual(["routes", "consumers"]);
  expect(diagnostics.list).toHaveLength(2);
});

it("stays bounded", () => {
  const diagnostics = new Diagnostics(() => undefined);
  for (let i = 0; i < 100; i++) diagnostics.add({ code: "PEEK_W_UNMATCHED", detail: `${i}` });
  expect(diagnostics.list).toHaveLength(20);
});
