import { sanitize } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { makeSafe, TooDeep } from "../../src/dialects/make-safe.ts";

const json = (): fc.Arbitrary<string> => fc.json({ maxDepth: 2 });

it("makes of a value what the native format makes of it", () => {
  fc.assert(
    fc.property(
      json(),
      fc.constantFrom("__proto__", "constructor", "prototype", "\\udfff", "a"),
      (text, key) => {
        const body = `{"${key}":${text},"b":"\\ud800"}`;
        const value: unknown = JSON.parse(body);
        makeSafe(value, 10);
        expect(value).toEqual(sanitize(JSON.parse(body)));
      },
    ),
  );
});

it("takes as many levels as may nest, and no more", () => {
  const nested = (levels: number): unknown =>
    JSON.parse('{"a":['.repeat(levels / 2) + "]}".repeat(levels / 2));
  expect(() => makeSafe(nested(200), 200)).not.toThrow();
  expect(() => makeSafe(nested(202), 200)).toThrow(TooDeep);
});

it("replaces lone surrogates in keys, at every level", () => {
  const value: unknown = JSON.parse('{"\\udfff":{"\\ud800x":["\\ud800"]},"b":1}');
  makeSafe(value, 10);
  expect(JSON.stringify(value)).toBe('{"b":1,"\uFFFD":{"\uFFFDx":["\uFFFD"]}}');
});
