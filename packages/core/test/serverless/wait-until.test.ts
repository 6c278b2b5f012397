import { afterEach, describe, expect, it, vi } from "vitest";
import { requestWaitUntil } from "../../src/serverless/wait-until.ts";

const VERCEL: unique symbol = Symbol.for("@vercel/request-context");

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("requestWaitUntil", () => {
  it("is the platform's own, bound to the context of the request", () => {
    const kept: unknown[] = [];
    const context = {
      waitUntil(this: unknown, promise: Promise<unknown>) {
        kept.push(this, promise);
      },
    };
    vi.stubGlobal("Netlify", { context });
    const promise = Promise.resolve();
    requestWaitUntil()!(promise);
    expect(kept).toEqual([context, promise]);
  });

  it.each([
    ["there is none", {}],
    ["no request is under way", { context: null }],
    ["the context has none", { context: { waitUntil: "later" } }],
    [
      "the platform refuses to be asked",
      {
        get context() {
          throw new Error("outside a request");
        },
      },
    ],
  ])("is undefined where %s", (_, platform) => {
    vi.stubGlobal("Netlify", platform);
    expect(requestWaitUntil()).toBeUndefined();
  });

  it("asks no further where the first platform refuses", () => {
    vi.stubGlobal(VERCEL, {
      get: () => {
        throw new Error("outside a request");
      },
    });
    expect(requestWaitUntil()).toBeUndefined();
  });
});
