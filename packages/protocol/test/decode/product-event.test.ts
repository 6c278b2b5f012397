import { describe, expect, it } from "vitest";
import { NOW, read } from "./envelopes.ts";

const track = { type: "track", event: "Signed up", userId: "u1", timestamp: NOW };

describe("a product event", () => {
  it.each([
    track,
    { type: "identify", anonymousId: "a1", timestamp: NOW, traits: { plan: "pro" } },
    { type: "page", name: "Home", userId: "u1", timestamp: NOW },
    { type: "screen", name: "Home", userId: "u1", timestamp: NOW },
    { type: "group", groupId: "g1", userId: "u1", timestamp: NOW },
    { type: "alias", previousId: "a1", userId: "u1", timestamp: NOW },
    { ...track, properties: { a: [1] }, context: {}, integrations: { All: true }, messageId: "m" },
    { ...track, userData: { email: "a@b.c" }, eventId: "e1", eventType: "purchase" },
  ])("is kept as sent: %j", (event) => {
    const { batch, rejected } = read({ events: [event] });
    expect(rejected).toEqual([]);
    expect(batch.groups[0]!.events).toEqual([{ index: 0, value: event }]);
  });

  it.each([
    [{ type: "sing" }, "PEEK_E_VALUE"],
    [{ event: undefined }, "PEEK_E_REQUIRED"],
    [{ userId: undefined }, "PEEK_E_REQUIRED"],
    [{ type: "page" }, "PEEK_E_REQUIRED"],
    [{ type: "group" }, "PEEK_E_REQUIRED"],
    [{ type: "alias" }, "PEEK_E_REQUIRED"],
    [{ userId: 5 }, "PEEK_E_TYPE"],
    [{ messageId: "m".repeat(257) }, "PEEK_E_VALUE"],
    [{ properties: [] }, "PEEK_E_TYPE"],
    [{ timestamp: undefined }, "PEEK_E_TIMESTAMP"],
  ])("is rejected alone with %j: %s", (change, code) => {
    const { batch, rejected } = read({ events: [{ ...track, ...change }, track] });
    expect(rejected).toMatchObject([{ number: 0, code }]);
    expect(batch.groups[0]!.events).toEqual([{ index: 1, value: track }]);
  });

  it("has its name cut", () => {
    const { batch } = read({ events: [{ ...track, event: "x".repeat(300) }] });
    expect(batch.groups[0]!.events[0]!.value.event).toHaveLength(256);
  });

  it("has lone surrogates replaced, in texts and in keys", () => {
    const properties = JSON.parse('{"\\udfff":{"\\ud800x":["\\ud800"]},"b":1}') as object;
    const { batch } = read({ events: [{ ...track, properties }] });
    expect(batch.groups[0]!.events[0]!.value.properties).toEqual({
      b: 1,
      "\uFFFD": { "\uFFFDx": ["\uFFFD"] },
    });
  });
});
