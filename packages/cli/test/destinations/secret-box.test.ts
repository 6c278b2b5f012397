import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SecretBox } from "../../src/destinations/secret-box.ts";

const key = randomBytes(32);

test("opens what it sealed, for the same place", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, place) => {
      const box = new SecretBox(key);
      expect(new SecretBox(key).open(box.seal(value, place), place)).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});

test("shows nothing of the value, and never the same text twice", () => {
  const box = new SecretBox(key);
  const sealed = box.seal("a secret token", "x");
  expect(sealed).not.toBe(box.seal("a secret token", "x"));
  expect(Buffer.from(sealed.split(":")[1]!, "base64").toString("latin1")).not.toContain("secret");
});

test("opens nothing that was changed, moved to another place, or sealed with another key", () => {
  const sealed = new SecretBox(key).seal("token", "meta accessToken");
  const changed = sealed.slice(0, -6) + (sealed.at(-6) === "A" ? "B" : "A") + sealed.slice(-5);
  expect(() => new SecretBox(key).open(changed, "meta accessToken")).toThrow();
  expect(() => new SecretBox(key).open(sealed, "webhook secret")).toThrow();
  expect(() => new SecretBox(randomBytes(32)).open(sealed, "meta accessToken")).toThrow();
});
