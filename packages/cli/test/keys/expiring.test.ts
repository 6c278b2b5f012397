import { expect, test } from "vitest";
import { describeExpiring, expiresSoon } from "../../src/keys/expiring.ts";
import type { StoredKey } from "../../src/keys/stored-keys.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2030-01-31T12:00:00Z");

const at = (days: number) => new Date(NOW + days * DAY).toISOString();

function key(fields: Partial<StoredKey>): StoredKey {
  return { id: "4fK2abcd12", kind: "w", digest: "00", ...fields };
}

test.each<[string, Partial<StoredKey>, boolean]>([
  ["of a year with 14 days left", { createdAt: at(-351), expiresAt: at(14) }, true],
  ["of a year with more left", { createdAt: at(-350), expiresAt: at(15) }, false],
  ["of a week in its last third", { createdAt: at(-5), expiresAt: at(2) }, true],
  ["of a week before that", { createdAt: at(-4), expiresAt: at(3) }, false],
  ["that was just made for a day", { createdAt: at(0), expiresAt: at(1) }, false],
  ["that was just replaced", { createdAt: at(-99), replacedAt: at(0), expiresAt: at(7) }, false],
  ["whose grace ends", { createdAt: at(-99), replacedAt: at(-5), expiresAt: at(2) }, true],
  ["of nobody knows when, with 14 days left", { expiresAt: at(14) }, true],
  ["made at no time, with 14 days left", { createdAt: "then", expiresAt: at(14) }, true],
  ["made by a clock that was ahead", { createdAt: at(30), expiresAt: at(14) }, true],
  ["that never expires", { createdAt: at(-99) }, false],
  ["that has expired", { createdAt: at(-9), expiresAt: at(0) }, false],
  ["whose expiry is no time", { expiresAt: "soon" }, false],
  ["that was revoked", { createdAt: at(-99), expiresAt: at(1), revoked: true }, false],
])("a key %s expires soon: %j, %s", (_, fields, expected) => {
  expect(expiresSoon(key(fields), NOW)).toBe(expected);
});

test.each<[string, Partial<StoredKey>, RegExp]>([
  [
    "of peek's own",
    { service: "orders" },
    /^The write key 4fK2abcd12 for "orders" expires on 2030-02-02T12:00:00\.000Z, in 2 d\. .*peek keys rotate 4fK2abcd12$/,
  ],
  [
    "another vendor's",
    { id: "sha256:0011223344556677" },
    /^The write key sha256:0011223344556677 expires .*peek keys register --replace <key>$/,
  ],
  [
    "that was replaced",
    { replacedBy: "9dK2abcd12" },
    /, was replaced by 9dK2abcd12.*peek keys list/,
  ],
  [
    "written by hand",
    { id: "\u001B[31m", kind: "r" },
    /^The read key \?\[31m expires .* rotate \?\[31m$/,
  ],
])("says what to do about a key %s", (_, fields, message) => {
  const [warning, ...others] = describeExpiring([key({ expiresAt: at(2), ...fields })], NOW);
  expect(warning).toMatchObject({
    code: "PEEK_W_KEY_EXPIRY",
    message: expect.stringMatching(message),
  });
  expect(others).toEqual([]);
});

test("names the five that expire first, and counts the others", () => {
  const keys = Array.from({ length: 1_000 }, (_, i) =>
    key({ id: `key${999 - i}`, expiresAt: at(13 - i / 100) }),
  );
  const messages = describeExpiring(keys, NOW).map(({ message }) => message);
  expect(messages).toHaveLength(6);
  expect(messages.slice(0, 5).map((message) => / (key\d+) /.exec(message)?.[1])).toEqual([
    "key0",
    "key1",
    "key2",
    "key3",
    "key4",
  ]);
  expect(messages[5]).toMatch(/995 other keys, .*peek keys list/);
});
