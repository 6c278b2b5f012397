import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { SecretNames } from "../../../src/privacy/mask/secret-names.ts";
import { SECRET_NAMES } from "./arbitraries.ts";

test.each([
  ...SECRET_NAMES,
  "user[password]",
  "a.b.pin",
  "X-Amz-Signature",
  "ｐａｓｓｗｏｒｄ",
  "pass\u200dword",
  "session",
  "user.sess",
  "PHPSESSID",
  "mfaCode",
  "verification_code",
  "recovery_codes",
  "backup_codes",
  "pw",
  "dbpass",
  "userpass",
  "mnemonic",
  "seed_phrase",
  "Ocp-Apim-Subscription-Key",
  "sshKey",
  "license_key",
  "x-functions-key",
  "hmac",
])("%s names a secret", (name) => expect(new SecretNames({}).has(name)).toBe(true));

test.each([
  "id",
  "author",
  "authority",
  "spinner",
  "discard",
  "company",
  "passenger",
  "bypass",
  "compass",
  "sessionCount",
  "code",
  "countryCode",
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

test("names remembered keep no bodies in memory", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const names = new SecretNames({});
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 1_000; i++) {
    const body = Buffer.from(`customerReference${i} ${"x".repeat(50_000)}`).toString();
    names.has(body.slice(0, body.indexOf(" ")));
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  expect(names.has("customerReference")).toBe(false);
});
