import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAfterResponse, type AfterResponse } from "../../src/serverless/after-response.ts";
import { SHARING_DELAY } from "../../src/serverless/limits.ts";

const VERCEL = Symbol.for("@vercel/request-context");
const NEXT = Symbol.for("@next/request-context");
const globals = globalThis as Record<PropertyKey, unknown>;

let deliveries: number;
let unattended: number;
let troubles: unknown[];
let handedOver: Promise<unknown>[];
const waitUntil = (promise: Promise<unknown>): void => void handedOver.push(promise);

function create({ isServerless = true } = {}): AfterResponse {
  return createAfterResponse({
    isServerless,
    deliver: async () => void deliveries++,
    onUnattended: () => void unattended++,
    trouble: (error) => void troubles.push(error),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  [deliveries, unattended, troubles, handedOver] = [0, 0, [], []];
});
afterEach(() => {
  vi.useRealTimers();
  for (const key of [VERCEL, NEXT, "Netlify"]) delete globals[key];
});

describe("a platform with a waitUntil of its own", () => {
  it.each([
    ["Vercel", VERCEL, { get: () => ({ waitUntil }) }],
    ["Next.js", NEXT, { get: () => ({ waitUntil }) }],
    ["Netlify", "Netlify", { context: { waitUntil } }],
  ])("is handed the delivery: %s", async (_, key, value) => {
    globals[key] = value;
    create().added("request");
    expect(handedOver).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(SHARING_DELAY);
    await handedOver[0];
    expect(deliveries).toBe(1);
  });

  it("is called as a method of its context", () => {
    const context = {
      own: handedOver,
      waitUntil(promise: Promise<unknown>) {
        this.own.push(promise);
      },
    };
    globals[VERCEL] = { get: () => context };
    create().added("request");
    expect(handedOver).toHaveLength(1);
  });

  it.each([
    ["nothing", undefined],
    ["no reader", {}],
    ["no context outside of a request", { get: () => undefined }],
    ["a context without waitUntil", { get: () => ({ headers: {} }) }],
  ])("may show %s", (_, value) => {
    globals[VERCEL] = value;
    create().added("request");
    expect(handedOver).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("delivers product events too", () => {
    globals[VERCEL] = { get: () => ({ waitUntil }) };
    create().added("event");
    expect(handedOver).toHaveLength(1);
  });

  it("that fails is reported, and harms nobody", () => {
    const failure = new Error("the response was sent");
    globals[VERCEL] = {
      get: () => ({
        waitUntil: () => {
          throw failure;
        },
      }),
    };
    create().added("request");
    expect(troubles).toEqual([failure]);
  });

  it("is not asked where processes go on between requests", () => {
    globals[VERCEL] = { get: () => ({ waitUntil }) };
    create({ isServerless: false }).added("request");
    expect(handedOver).toEqual([]);
  });
});

describe("requests at once", () => {
  it("share one delivery, and what comes after its start gets the next", async () => {
    const after = create();
    for (let i = 0; i < 100; i++) after.deliverWithin(waitUntil);
    await vi.advanceTimersByTimeAsync(SHARING_DELAY);
    await Promise.all(handedOver);
    expect(handedOver).toHaveLength(100);
    expect(deliveries).toBe(1);
    after.deliverWithin(waitUntil);
    await vi.advanceTimersByTimeAsync(SHARING_DELAY);
    expect(deliveries).toBe(2);
  });
});

describe("what nothing will deliver", () => {
  function reportAgain(
    after: AfterResponse,
    milliseconds: number,
    kind: "request" | "event" = "request",
  ): void {
    after.added(kind);
    vi.advanceTimersByTime(milliseconds);
    after.added(kind);
  }

  it.each([
    ["request", 1_500],
    ["event", 31_000],
  ] as const)("is told once handlers had the time to flush: %s", (kind, milliseconds) => {
    reportAgain(create(), milliseconds, kind);
    expect(unattended).toBe(1);
  });

  it.each([
    ["request", 500],
    ["event", 10_000],
  ] as const)(
    "is not told while the handler that reported it may still flush: %s",
    (kind, milliseconds) => {
      reportAgain(create(), milliseconds, kind);
      expect(unattended).toBe(0);
    },
  );

  it("is not told of a request whose slow handler reported an event before", () => {
    const after = create();
    after.added("event");
    vi.advanceTimersByTime(5_000);
    after.added("request");
    after.deliverWithin(waitUntil);
    expect(unattended).toBe(0);
  });

  it("is not told where somebody flushes or hands over a waitUntil", () => {
    const flushing = create();
    flushing.attended();
    reportAgain(flushing, 1_500);
    const waiting = create();
    waiting.deliverWithin(waitUntil);
    reportAgain(waiting, 1_500);
    expect(unattended).toBe(0);
  });

  it("does not exist where processes go on between requests", () => {
    reportAgain(create({ isServerless: false }), 1_500);
    expect(unattended).toBe(0);
  });
});
