import type { Diagnostic } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { KnownConsumer } from "../../src/consumer/consumer-ids.ts";
import { Cardinality } from "../../src/intake/cardinality.ts";
import type { ObservedRequest } from "../../src/pipeline/observed-request.ts";

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
    for (const each of routes) guard.foldRoute(each);
    expect(new Set(routes.map(({ route }) => route)).size).toBe(2_001);
    expect(routes.at(-1)!.route).toBe("(other)");
    const known = request({ route: "/users/7" });
    guard.foldRoute(known);
    expect(guard.foldRoute(known)).toBe(guard.foldRoute(request({ route: "/users/7" })));
    expect(known.route).toBe("/users/7");
    expect(told.map(({ code }) => code)).toEqual(["PEEK_W_CARDINALITY"]);
  });

  it("folds consumers beyond 50,000 a day, with what names them, and starts anew the next day", () => {
    const guard = cardinality();
    for (let i = 0; i < 50_000; i++) guard.foldConsumer(request({ consumer: `c${i}` }));
    const extra = request({ consumer: "x", consumerName: "X", consumerGroup: "Xs" });
    guard.foldConsumer(extra);
    expect(extra).toMatchObject({ consumer: "(other)" });
    expect(extra.consumerName).toBeUndefined();
    expect(extra.consumerGroup).toBeUndefined();
    const tomorrow = request({ consumer: "x", timestamp: 20_001 * day });
    guard.foldConsumer(tomorrow);
    expect(tomorrow.consumer).toBe("x");
    expect(told).toHaveLength(1);
  });

  it("counts a remembered credential's consumer once a day", () => {
    const guard = cardinality();
    const known = new KnownConsumer("k", "x", "api_key");
    const use = (today: number): string | undefined => {
      const each = request({ consumer: known.text, timestamp: today * day });
      guard.foldConsumer(each, known);
      return each.consumer;
    };
    expect([use(20_000), use(20_000)]).toEqual(["x", "x"]);
    const tomorrow = 20_001 * day;
    for (let i = 0; i < 50_000; i++)
      guard.foldConsumer(request({ consumer: `c${i}`, timestamp: tomorrow }));
    expect([use(20_001), use(20_001)]).toEqual(["(other)", "(other)"]);
    expect(use(20_002)).toBe("x");
  });

  it("starts anew the next day also after a request from the future", () => {
    const guard = cardinality();
    guard.foldConsumer(request({ consumer: "early", timestamp: Date.now() + 400 * day }));
    for (let i = 0; i < 50_000; i++) guard.foldConsumer(request({ consumer: `c${i}` }));
    const tomorrow = request({ consumer: "x", timestamp: 20_001 * day });
    guard.foldConsumer(tomorrow);
    expect(tomorrow.consumer).toBe("x");
  });

  it("gives routes and consumers in the form that recurs, but what is cut or replaced", () => {
    const guard = cardinality();
    const long = request({ route: `/${"x".repeat(2_000)}` });
    expect([guard.foldRoute(long), guard.foldRoute(long)]).toEqual([undefined, undefined]);
    expect(guard.foldRoute(request({ route: "/users/:id" }))?.text).toBe("/users/:id");
    const known = new KnownConsumer("k", "x", "api_key");
    expect(guard.foldConsumer(request({ consumer: "x" }), known)).toBe(known);
    for (let i = 0; i < 50_000; i++) guard.foldConsumer(request({ consumer: `c${i}` }));
    const other = new KnownConsumer("l", "y", "api_key");
    expect(guard.foldConsumer(request({ consumer: "y" }), other)).toBeUndefined();
  });

  it("leaves what has neither alone", () => {
    const bare = request({});
    const guard = cardinality();
    guard.foldRoute(bare);
    guard.foldConsumer(bare);
    expect(bare).toEqual(request({}));
  });
});
