import type { ClientStats } from "@peekjs/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveEdgeOptions } from "../../src/edge/options.ts";
import { startPipeline, type EdgePipeline } from "../../src/edge/pipeline.ts";

const never = new Promise<never>(() => undefined);
const acknowledge = (): Promise<Response> => Promise.resolve(new Response(null, { status: 202 }));

let stats: ClientStats;
beforeEach(() => {
  stats = { accepted: 0, delivered: 0, spooled: 0, pending: 0, summarised: 0, dropped: {} };
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function create(
  timeout: number,
  report = (error: unknown): void => {
    throw error;
  },
  debug = false,
): EdgePipeline {
  return startPipeline(
    resolveEdgeOptions({ timeout, debug, flushInterval: 60_000 }, {}),
    { instance: "i", sdk: { name: "test", version: "1" }, stats, process: undefined },
    report,
  );
}

describe("where everything that a request started ends with it", () => {
  it("sends again what was cut off, once no delivery of it can be under way any more", async () => {
    const pipeline = create(20);
    vi.stubGlobal("fetch", () => never);
    pipeline.record({ method: "GET", durationMs: 1 });
    await pipeline.flush(10);
    expect(stats).toMatchObject({ delivered: 0, pending: 1 });
    vi.stubGlobal("fetch", acknowledge);
    await pipeline.flush(5_000);
    expect(stats).toMatchObject({ delivered: 1, pending: 0 });
  });

  it("counts once what is acknowledged after it was taken for cut off", async () => {
    const said = vi.spyOn(console, "warn").mockReturnValue();
    const pipeline = create(20, undefined, true);
    let answer!: (response: Response) => void;
    const late = new Promise<Response>((resolve) => (answer = resolve));
    vi.stubGlobal("fetch", () => late);
    pipeline.record({ method: "GET", durationMs: 1 });
    await pipeline.flush(10);
    vi.stubGlobal("fetch", acknowledge);
    await pipeline.flush(5_000);
    answer(await acknowledge());
    await vi.waitFor(() => expect(said).toHaveBeenCalledTimes(2));
    expect(stats).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
  });

  it("names consumers whose hashing was cut off", async () => {
    const pipeline = create(20);
    vi.stubGlobal("fetch", acknowledge);
    const importKey = vi.spyOn(crypto.subtle, "importKey").mockReturnValueOnce(never);
    pipeline.record({ method: "GET", durationMs: 1 }, "key", "api_key");
    await pipeline.flush(10);
    expect(stats).toMatchObject({ delivered: 0, pending: 1 });
    await pipeline.flush(5_000);
    expect(stats).toMatchObject({ delivered: 1, pending: 0 });
    expect(importKey).toHaveBeenCalledTimes(2);
  });

  it("hashes a consumer once, however many requests wait for the delivery", async () => {
    const pipeline = create(1_000);
    vi.stubGlobal("fetch", acknowledge);
    const sign = vi.spyOn(crypto.subtle, "sign");
    for (let i = 0; i < 20; i++) {
      pipeline.record({ method: "GET", durationMs: 1 }, `key-${i}`, "api_key");
    }
    await Promise.all(Array.from({ length: 20 }, () => pipeline.deliverWithin(5_000)));
    expect(stats).toMatchObject({ delivered: 20, pending: 0 });
    expect(sign).toHaveBeenCalledTimes(20);
  });

  it("delivers without a consumer where hashing fails, and says so", async () => {
    const told: unknown[] = [];
    const pipeline = create(1_000, (error) => told.push(error));
    const bodies: unknown[] = [];
    vi.stubGlobal("fetch", (_url: unknown, { body }: { body: string }) => {
      bodies.push(body);
      return acknowledge();
    });
    vi.spyOn(crypto.subtle, "sign").mockRejectedValue(new Error("no"));
    pipeline.record({ method: "GET", durationMs: 1 }, "secret", "api_key");
    await pipeline.flush(5_000);
    expect(stats).toMatchObject({ delivered: 1, pending: 0 });
    expect(told).toEqual([new Error("no")]);
    expect(bodies).toEqual([expect.not.stringMatching(/secret|"consumer"/)]);
  });

  it("counts what was under way as pending when the client shuts down, in time", async () => {
    const pipeline = create(60_000);
    vi.stubGlobal("fetch", () => never);
    pipeline.record({ method: "GET", durationMs: 1 });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const ended = pipeline.shutdown(50);
    await vi.advanceTimersByTimeAsync(50);
    await ended;
    expect(stats).toMatchObject({ delivered: 0, pending: 1 });
  });
});
