import type { Diagnostic } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import type { KnownConsumer } from "../../src/consumer/consumer-ids.ts";
import { Cardinality } from "../../src/intake/cardinality.ts";
import type { ObservedRequest } from "../../src/observed-request.ts";

const day = 86_400_000;
const told: Diagnostic[] = [];
const cardinality = (): Cardinality => {
  told.length = 0;
  return new Cardinality((diagnostic) => told.push(diagnostic));
};
const request = (fields: Partial<ObservedRequest>): ObservedRequest => ({
  timestamp: 20_000 * day,
  method: "GET",
  durationMs: 1,
  ...fields,
});

describe("Cardinality", () => {
  it("folds routes beyond 2,000 and says so, and keeps the known ones", () => {
    const guard = cardinality();
    const routes = Array.from({ length: 2_001 }, (_, i) => request({ route: `/users/${i}` }));
    for (const each of routes) guard.fold(each);
    expect(new Set(routes.map(({ route }) => route)).size).toBe(2_001);
    expect(routes.at(-1)!.route).toBe("(other)");
    const known = request({ route: "/users/7" });
    guard.fold(known);
    expect(known.route).toBe("/users/7");
    expect(told.map(({ code }) => code)).toEqual(["PEEK_W_CARDINALITY"]);
  });

  it("folds consumers beyond 50,000 a day, with what names them, and starts anew the next day", () => {
    const guard = cardinality();
    for (let i = 0; i < 50_000; i++) guard.fold(request({ consumer: `c${i}` }));
    const extra = request({ consumer: "x", consumerName: "X", consumerGroup: "Xs" });
    guard.fold(extra);
    expect(extra).toMatchObject({ consumer: "(other)" });
    expect(extra.consumerName).toBeUndefined();
    expect(extra.consumerGroup).toBeUndefined();
    const tomorrow = request({ consumer: "x", timestamp: 20_001 * day });
    guard.fold(tomorrow);
    expect(tomorrow.consumer).toBe("x");
    expect(told).toHaveLength(1);
  });

  it("counts a remembered credential's consumer once a day", () => {
    const guard = cardinality();
    const known: KnownConsumer = { id: "x", source: "api_key", countedOn: 0 };
    const use = (today: number): string | undefined => {
      const each = request({ consumer: known.id, timestamp: today * day });
      guard.fold(each, known);
      return each.consumer;
    };
    expect([use(20_000), use(20_000)]).toEqual(["x", "x"]);
    const tomorrow = 20_001 * day;
    for (let i = 0; i < 50_000; i++)
      guard.fold(request({ consumer: `c${i}`, timestamp: tomorrow }));
    expect([use(20_001), use(20_001)]).toEqual(["(other)", "(other)"]);
    expect(use(20_002)).toBe("x");
  });

  it("starts anew the next day also after a request from the future", () => {
    const guard = cardinality();
    guard.fold(request({ consumer: "early", timestamp: Date.now() + 400 * day }));
    for (let i = 0; i < 50_000; i++) guard.fold(request({ consumer: `c${i}` }));
    const tomorrow = request({ consumer: "x", timestamp: 20_001 * day });
    guard.fold(tomorrow);
    expect(tomorrow.consumer).toBe("x");
  });

  it("leaves what has neither alone", () => {
    const bare = request({});
    cardinality().fold(bare);
    expect(bare).toEqual(request({}));
  });
});
