import { PeekError, type ProductEventType, readEnvelope } from "@peekjs/protocol";
import fc from "fast-check";
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

  it.each<[ProductEventType, object | undefined, object | undefined]>([
    ["page", undefined, { category: "Docs" }],
    ["screen", { title: "Start" }, { category: "Docs", title: "Start" }],
    ["page", { category: "Own" }, { category: "Docs", properties_category: "Own" }],
    ["page", { category: "Docs" }, { category: "Docs" }],
    ["page", { category: null }, { category: "Docs" }],
    ["track", { title: "Start" }, { title: "Start" }],
  ])("makes a property of the category of %s with the properties %o", (type, given, kept) => {
    const input = { event: "E", name: "Start", userId: "u", category: "Docs", properties: given };
    expect(write(type, input)).toHaveProperty("properties", kept);
  });

  it("flags a category that is no text", () => {
    const event = write("page", { name: "Start", userId: "u", category: 7 });
    expect(event).toMatchObject({
      context: { peek: { replaced: [{ field: "category", reason: "no_text" }] } },
    });
    expect(event).not.toHaveProperty("properties");
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

  it("is kept by the collector as it was written, or refused with its code, whatever it was given", () => {
    const values = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, maxDepth: 2 }),
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { maxKeys: 4 }),
      fc.constantFrom<unknown>(
        "\ud800",
        -0,
        1e300,
        new Proxy(new Date(), {}),
        JSON.parse('{"__proto__":1}'),
      ),
    );
    const names =
      "event name userId groupId previousId messageId timestamp context properties traits";
    const fields = fc.dictionary(fc.constantFrom(...names.split(" ")), values, { maxKeys: 4 });
    const types = fc.constantFrom("track", "identify", "page", "screen", "group", "alias");
    const needed = { event: "e", name: "n", userId: "u", groupId: "g", previousId: "p" };
    fc.assert(
      fc.property(types, fields, fc.constantFrom(200, 65_536), (type, given, maxBytes) => {
        let json: string | undefined;
        try {
          json = writeProductEvent(type, { ...needed, ...given }, now, maxBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(PeekError);
        }
        if (json === undefined) return;
        const body = new TextEncoder().encode(`{"version":1,"events":[${json}]}`);
        const { batch, rejected } = readEnvelope(body, { receivedAt: now });
        expect(rejected).toEqual([]);
        expect(batch.groups[0]!.events[0]!.value).toEqual(JSON.parse(json));
      }),
      { numRuns: 100 },
    );
  });
});
