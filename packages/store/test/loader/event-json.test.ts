import type { ProductEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { EventJson } from "../../src/loader/event-json.ts";
import { trackEvent } from "../support/product-events.ts";

it("is what JSON.stringify gives, whichever events share a context", () => {
  const contexts = [undefined, {}, { page: { url: '"/\\' } }, { page: { url: "/b" } }];
  const choices = fc.array(fc.constantFrom(...contexts), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(choices, (chosen) => {
      const json = new EventJson();
      const events = chosen.map((context, index) => trackEvent({ context, event: `e${index}` }));
      const texts = events.map((event, index) => json.of(event, events[index + 1]));
      const parsed = texts.map((text) => JSON.parse(text) as ProductEvent);
      const expected = events.map((event) => JSON.parse(JSON.stringify(event)) as ProductEvent);
      expect(parsed).toEqual(expected);
    }),
  );
});
