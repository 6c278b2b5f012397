import type { ProductEvent } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { separate } from "../../src/personal/separate.ts";
import { trackEvent } from "../events.ts";

it("passes on no member that it does not know", () => {
  const event = { ...trackEvent(), email: "ada@example.com", nested: { by: "Ada" } };
  expect(separate(event as ProductEvent).event).not.toHaveProperty("email");
  expect(separate(event as ProductEvent).event).not.toHaveProperty("nested");
});

it("keeps traits that tell no person, those of the context too", () => {
  const context = {
    traits: { plan: "pro", email: "ada@example.com", city: "Paris" },
    locale: "fr",
  };
  const { event, person } = separate(trackEvent({ context, traits: { seats: 3, name: "Ada" } }));
  expect(event.traits).toEqual({ plan: "pro", seats: 3 });
  expect(event.context).toEqual({ locale: "fr" });
  expect(person).toMatchObject({ emails: ["ada@example.com"], city: "Paris", fullName: "Ada" });
});

it("says what it took out, without repeating it", () => {
  const properties = { email: "ada@example.com", list: [{ to: "bob@example.com" }], "a@b.cc": 1 };
  expect(separate(trackEvent({ properties })).omitted).toEqual([
    "properties.email",
    "properties.list[].to",
    "properties.redacted",
  ]);
});
