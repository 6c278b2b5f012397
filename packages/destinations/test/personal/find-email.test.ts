import { cpuTime } from "@peekjs/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { hasEmail, redactEmails } from "../../src/personal/find-email.ts";

it("finds every address, as it is, URL-encoded and inside a text", () => {
  const around = fc.constantFrom("", " ", "<", "(", "to:", "a@");
  fc.assert(
    fc.property(fc.emailAddress(), around, around, (email, before, after) => {
      expect(hasEmail(`${before}${email}${after}`)).toBe(true);
      expect(hasEmail(`${before}${encodeURIComponent(email)}${after}`)).toBe(true);
    }),
  );
});

it.each(["ada&#64;example.com", "Ada <ada&#x40;example.com>", "ada&commat;example.com"])(
  "finds an address in HTML: %j",
  (text) => expect(redactEmails(text, "*")).not.toMatch(/ada|example/),
);

it.each([
  "",
  "plain",
  "@user",
  "https://x.test/@user/a.html",
  "a @ b.cc",
  "npm i pkg@1.0.0",
  "a&b.cc",
  "R&#38;D.test",
])("takes %j for no address", (text) => expect(hasEmail(text)).toBe(false));

it("replaces addresses alone", () => {
  expect(redactEmails("from a@x.test to b%40y.test, and c", "*")).toBe("from * to *, and c");
});

it("needs time in proportion to the text, whatever it is made of", () => {
  const hostile = ["@", "a", "a@", "a@b.", "%40", "a@b.c ", ".", "&", "&#64;"].map((part) =>
    part.repeat(50_000),
  );
  const time = cpuTime(() => {
    for (const text of hostile) redactEmails(text, "*");
  });
  expect(time).toBeLessThan(2_000);
});
