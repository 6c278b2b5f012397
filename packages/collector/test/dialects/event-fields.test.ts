import { expect, it } from "vitest";
import { RefusedEvent } from "../../src/dialects/event-fields.ts";

it("an event is refused without a trace of the stack, which for the items of one body takes seconds", () => {
  const before = Error.stackTraceLimit;
  const refused = new RefusedEvent("PEEK_E_VALUE", "is wrong");
  expect(refused).toMatchObject({ code: "PEEK_E_VALUE", message: "is wrong" });
  expect(refused.stack).not.toMatch(/\n +at /);
  expect(Error.stackTraceLimit).toBe(before);
});
