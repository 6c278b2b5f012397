import { cpuTime } from "@peekjs/testing";
import { expect, test } from "vitest";
import { createMasks } from "../../../src/privacy/mask/masks.ts";
import { UserAgentMask } from "../../../src/privacy/mask/user-agent-mask.ts";

test.each([
  ["bot (+http://example.com/bot)", "bot (+http://example.com/bot)"],
  ["bot (+http://example.com/bot; bob@example.com)", "bot (+http://example.com/bot; [redacted])"],
  ["app/1.0 token=QXZ", "app/1.0 token=[redacted]"],
  ["app/1.0 4111-1111-1111-1111", "app/1.0 [redacted]"],
  ["app/1.0 eyJhbGciOiJub25lIn0.e30.", "app/1.0 [redacted]"],
  ["", ""],
])("%s", (userAgent, masked) => {
  const mask = new UserAgentMask(createMasks({}));
  expect([mask.of(userAgent), mask.of("curl/8"), mask.of(userAgent), mask.of(userAgent)]).toEqual([
    masked,
    "curl/8",
    masked,
    masked,
  ]);
});

test.each([
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.109 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/441.0.0.33.118;]",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "python-requests/2.32.5",
  "Dalvik/2.1.0 (Linux; U; Android 14; SM-S911B Build/UP1A.231005.007)",
])("%s stays as it is", (userAgent) => {
  expect(new UserAgentMask(createMasks({})).of(userAgent)).toBe(userAgent);
});

test("what goes on beyond what is reported is masked too", () => {
  const mask = new UserAgentMask(createMasks({}));
  const long = `${"x".repeat(505)} bob@example.com ${"x".repeat(10_000)}`;
  expect(mask.of(long)).toBe(`${"x".repeat(505)} [redacted]`);
});

test("user agents that callers make up take neither memory nor much time", () => {
  const mask = new UserAgentMask(createMasks({}));
  const long = "token=,a".repeat(1_250);
  const time = cpuTime(() => {
    for (let i = 0; i < 5_000; i++) mask.of(`app/1.0 (${i}@example.com)`);
    for (let i = 0; i < 1_000; i++) mask.of(i + long);
  });
  expect(time).toBeLessThan(2_000);
});
