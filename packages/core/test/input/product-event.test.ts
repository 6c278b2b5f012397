import type { ProductEventType } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { writeProductEvent } from "../../src/input/product-event.ts";

const now = Date.parse("2026-11-21T00:00:00Z");
const write = (type: ProductEventType, input: unknown, maxBytes = 65_536): unknown =>
  JSON.parse(writeProductEvent(type, input, now, maxBytes) ?? "null");

describe("writeProductEvent", () => {
  it("writes every field that the specification knows, and no other", () => {
    const fields = {
      event: "Order Completed",
      userId: "u1",
      anonymousId: "a1",
      properties: { total: 42, items: [{ id: 1 }] },
      context: { ip: "203.0.113.7" },
      integrations: { All: true },
      messageId: "m1",
      userData: { email: "a@example.com" },
      eventId: "e1",
      eventType: "purchase",
    };
    const input = { ...fields, timestamp: "2026-11-20T10:00:00", surprise: 1 };
    expect(write("track", input)).toEqual({
      type: "track",
      ...fields,
      timestamp: Date.parse("2026-11-20T10:00:00Z"),
    });
  });

  it.each<[ProductEventType, unknown, string]>([
    ["track", { userId: "u" }, "event"],
    ["track", { event: "E" }, "userId or anonymousId"],
    ["track", null, "an object"],
    ["page", { userId: "u" }, "name"],
    ["screen", { userId: "u" }, "name"],
    ["group", { userId: "u" }, "groupId"],
    ["alias", { userId: "u" }, "previousId"],
    ["identify", {}, "userId or anonymousId"],
    ["identify", { userId: "u".repeat(257) }, "userId"],
  ])("refuses %s of %o, naming the field", (type, input, field) => {
    expect(() => write(type, input)).toThrow(
      expect.objectContaining({ code: "PEEK_E_EVENT", message: expect.stringContaining(field) }),
    );
  });

  it("replaces a bad field, flags it, and keeps the rest", () => {
    const properties: Record<string, unknown> = { total: 12n, ok: 1 };
    properties["self"] = properties;
    expect(write("track", { event: "E", userId: 7, timestamp: "soon", properties })).toEqual({
      type: "track",
      event: "E",
      userId: "7",
      timestamp: now,
      properties: { total: "12", ok: 1, self: null },
      context: {
        peek: {
          replaced: [
            { field: "timestamp", reason: "invalid_date" },
            { field: "properties.total", reason: "bigint" },
            { field: "properties.self", reason: "cyclic" },
          ],
        },
      },
    });
  });

  it("takes a number for an id, and no number of a million digits", () => {
    expect(write("track", { event: "E", userId: 7n })).toMatchObject({ userId: "7" });
    expect(() => write("track", { event: "E", userId: 1n << 20_000_000n })).toThrow(/userId/);
  });

  it("gives up its context, then its properties, when it is too large", () => {
    const large = { blob: Array.from({ length: 9 }, () => "x".repeat(1_000)) };
    expect(
      write("track", { event: "E", userId: "u", context: large, properties: { a: 1 } }, 2_000),
    ).toMatchObject({
      properties: { a: 1 },
      context: { peek: { replaced: [{ field: "context" }] } },
    });
    expect(
      write("track", { event: "E", userId: "u", properties: large }, 2_000),
    ).not.toHaveProperty("properties");
    expect(write("track", { event: "E", userId: "u".repeat(200) }, 100)).toBeNull();
  });
});
