import type { ProductEventType } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  formatKind,
  kindOf,
  labelOf,
  parseKind,
  type EventKind,
} from "../../../src/pages/events/event-kind.ts";

const TYPES: ProductEventType[] = ["track", "identify", "page", "screen", "group", "alias"];

const kinds: fc.Arbitrary<EventKind> = fc.record({
  type: fc.constantFrom(...TYPES),
  name: fc.option(fc.string(), { nil: undefined }),
});

it("comes back from the URL as it was written, slashes and all", () => {
  fc.assert(
    fc.property(kinds, (kind) => {
      expect(parseKind(formatKind(kind))).toEqual(
        kind.name === undefined ? { type: kind.type } : kind,
      );
    }),
  );
  expect(parseKind(undefined)).toBeUndefined();
});

it.each(["bogus", "bogus/Order", "", "toString"])("is none of what the URL calls %j", (text) => {
  expect(parseKind(text)).toBeUndefined();
});

it("is labelled by name, and by type where that says more", () => {
  const at = { timestamp: 0 };
  expect(labelOf(kindOf({ type: "track", event: "Signed Up", ...at }))).toBe("Signed Up");
  expect(labelOf(kindOf({ type: "page", name: "Pricing", ...at }))).toBe("Pricing (page)");
  expect(labelOf(kindOf({ type: "identify", ...at }))).toBe("identify");
});
