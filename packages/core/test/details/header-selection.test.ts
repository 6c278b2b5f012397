import { expect, test } from "vitest";
import { HeaderSelection } from "../../src/details/header-selection.ts";
import { createMasks } from "../../src/privacy/mask/masks.ts";

const masks = createMasks({});

test("those that say nothing personal; of credentials that they were there", () => {
  const headers = new HeaderSelection(undefined, masks, false).of([
    ["Accept", "text/html"],
    ["Accept-Encoding", "gzip"],
    ["AUTHORIZATION", "Bearer x"],
    ["Cookie", "a=1"],
    ["Cookie", "b=2"],
    ["X-Api-Key", "k"],
    ["X-Tenant", "acme"],
    ["X-Forwarded-For", "203.0.113.7"],
    ["Vary", "a"],
    ["vary", "b"],
  ]);
  expect(headers).toEqual({
    accept: "text/html",
    "accept-encoding": "gzip",
    authorization: "[redacted]",
    cookie: "[redacted]",
    "x-api-key": "[redacted]",
    vary: "a, b",
  });
});

test.each([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
  "x-api-key",
  "x-auth-token",
  "x-amz-security-token",
  "x-csrf-token",
])("%s is never reported, whatever is listed", (name) => {
  const headers = new HeaderSelection(["*"], masks, true).of([[name, "QXZJ"]]);
  expect(headers).toEqual({ [name]: "[redacted]" });
});

test("names that are listed, with what looks like a secret masked", () => {
  const headers = new HeaderSelection(["x-*"], masks, false).of([
    ["x-tenant", "acme"],
    ["x-owner", "bob@example.com"],
    ["accept", "*/*"],
  ]);
  expect(headers).toEqual({ "x-tenant": "acme", "x-owner": "[redacted]" });
});

test("no secrets in the path of a URL", () => {
  const list = [["Referer", "https://a.test/reset/4f9aK2mQ7xT1vB8nR3cW6yZ0/form"]] as const;
  expect(new HeaderSelection(undefined, masks, true).of(list)).toEqual({
    referer: "https://a.test/reset/[redacted]/form",
  });
});

test("nor in links", () => {
  const list = [
    ["Link", "<https://a.test/reset/4f9aK2mQ7xT1vB8nR3cW6yZ0/a?q=b>; rel=next"],
  ] as const;
  expect(new HeaderSelection(undefined, masks, false).of(list)).toEqual({
    link: "<https://a.test/reset/[redacted]/a?[redacted]",
  });
});

test("no query string of a URL unless queries are captured", () => {
  const list = [["Referer", "https://a.test/x?q=private&token=t"]] as const;
  expect(new HeaderSelection(undefined, masks, false).of(list)).toEqual({
    referer: "https://a.test/x?[redacted]",
  });
  expect(new HeaderSelection(undefined, masks, true).of(list)).toEqual({
    referer: "https://a.test/x?q=private&token=[redacted]",
  });
});

test("no more and no longer than a collector takes", () => {
  const many = Array.from({ length: 500 }, (_, i) => [`x-${i}`, "1"] as const);
  const headers = new HeaderSelection(["*"], masks, false).of([
    ["x-long", "v".repeat(10_000)],
    ["x".repeat(200), "1"],
    ["__proto__", "1"],
    ...many,
  ])!;
  expect(Object.keys(headers)).toHaveLength(256);
  expect(headers["x-long"]).toHaveLength(4_096);
});
