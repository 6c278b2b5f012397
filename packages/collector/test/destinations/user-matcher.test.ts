import { createHash } from "node:crypto";
import type { RequestRecord } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { matchUser } from "../../src/destinations/user-matcher.ts";

const matcher = await matchUser(["Ada", "device-1"]);
const mentions = (json: string): boolean => matcher.matchesQueued(undefined, json);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it.each([
  { userId: "Ada" },
  { user: { external_id: [sha256("ada")] } },
  { data: [{ a: 1 }, { anonymousId: "device-1" }] },
  { externalId: sha256("Ada") },
])("knows the user in %j", (payload) => {
  expect(mentions(JSON.stringify(payload))).toBe(true);
});

it.each([{ userId: "Adam" }, { Ada: 1 }, { text: "Ada bought it" }, [], null, "x"])(
  "does not know the user in %j",
  (payload) => {
    expect(mentions(JSON.stringify(payload))).toBe(false);
  },
);

it("knows nobody in what cannot be read", () => {
  expect(mentions('{"userId":"Ada"')).toBe(false);
});

it("believes what is queued whose it is, whatever it says", () => {
  const mark = (id: string): string => sha256(id).slice(0, 16);
  expect(matcher.matchesQueued(mark("Ada"), "{}")).toBe(true);
  expect(matcher.matchesQueued(mark("Eve"), '{"deviceId":"device-1"}')).toBe(false);
});

it("knows the user's events and requests, and leaves those of others on the same device alone", () => {
  const event = { type: "track", timestamp: 1 } as const;
  const request = { timestamp: 1, method: "GET", durationMs: 1 } as RequestRecord;
  expect(matcher.matches({ ...event, userId: "Ada" })).toBe(true);
  expect(matcher.matches({ ...event, anonymousId: "device-1" })).toBe(true);
  expect(matcher.matches({ ...event, userId: "Eve", anonymousId: "device-1" })).toBe(false);
  expect(matcher.matches({ ...request, consumer: "Ada" })).toBe(true);
  expect(matcher.matches(request)).toBe(false);
});
