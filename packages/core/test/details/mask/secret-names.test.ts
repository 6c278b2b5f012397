import { expect, test } from "vitest";
import { SecretNames } from "../../../src/details/mask/secret-names.ts";
import { SECRET_NAMES } from "./arbitraries.ts";

test.each([
  ...SECRET_NAMES,
  "user[password]",
  "a.b.pin",
  "X-Amz-Signature",
  "ｐａｓｓｗｏｒｄ",
  "pass\u200dword",
])("%s names a secret", (name) => expect(new SecretNames({}).has(name)).toBe(true));

test.each([
  "id",
  "author",
  "authority",
  "spinner",
  "discard",
  "company",
  "passenger",
  "key",
  "name",
  "constructor",
  "",
])("%s names none", (name) => expect(new SecretNames({}).has(name)).toBe(false));

test("an app's own names, and those it allows", () => {
  const names = new SecretNames({ names: ["customer-ref", /^x_/g], allow: ["max_tokens"] });
  expect(
    ["customerRef", "order[CUSTOMER_REF]", "x_a", "x_b"].map((name) => names.has(name)),
  ).toEqual([true, true, true, true]);
  expect(
    ["customer", "ref", "ax_", "maxTokens", "usage.max_tokens"].some((name) => names.has(name)),
  ).toBe(false);
  expect(names.has("tokens")).toBe(true);
});

test("names that callers make up take no memory", () => {
  const names = new SecretNames({});
  for (let i = 0; i < 10_000; i++) names.has(`name${i}`);
  expect(names.has("x".repeat(1_000_000))).toBe(false);
  expect(names.has(`${"x".repeat(1_000)}_token`)).toBe(true);
});
