import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../src/output/printable.ts";

test("replaces what a terminal would obey", () => {
  expect(printable("\u001b[31mred\u0007\r\n\u202etxt")).toBe("?[31mred????txt");
});

test("keeps text of any language", () => {
  expect(printable("Größe 数量 🙂")).toBe("Größe 数量 🙂");
});

test("leaves no control character in any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
