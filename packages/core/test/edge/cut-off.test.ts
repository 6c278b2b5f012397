import { afterEach, describe, expect, it, vi } from "vitest";
import { resolveEdgeOptions } from "../../src/edge/options.ts";
import { startPipeline, type EdgePipeline } from "../../src/edge/pipeline.ts";

const never = new Promise<never>(() => undefined);
const acknowledge = (): Promise<Response> => Promise.resolve(new Response(null, { status: 202 }));

afterEach(() => vi.unstubAllGlobals());

function create(timeout: number): EdgePipeline {
  return startPipeline(
    resolveEdgeOptions({ timeout, flushInterval: 60_000 }, {}),
    { instance: "i", sdk: "test 1", runtime: "test", openRequests: [] },
    (error) => {
      throw error;
    },
  );
}

describe("where everything that a request started ends with it", () => {
  it("sends again what was cut off, once no delivery of it can be under way any more", async () => {
    const pipeline = create(20);
    vi.stubGlobal("fetch", () => never);
    pipeline.record({ method: "GET", durationMs: 1 });
    expect(await pipeline.flush(10)).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    vi.stubGlobal("fetch", acknowledge);
    expect(await pipeline.flush(5_000)).toEqual({ delivered: 1, spooled: 0, pending: 0 });
  });

  it("names consumers whose hashing was cut off", async () => {
    const pipeline = create(1_000);
    vi.stubGlobal("fetch", acknowledge);
    const importKey = vi.spyOn(crypto.subtle, "importKey").mockReturnValueOnce(never);
    pipeline.record({ method: "GET", durationMs: 1 }, "key", "api_key");
    expect(await pipeline.flush(10)).toMatchObject({ delivered: 0, pending: 1 });
    expect(await pipeline.flush(1_000)).toMatchObject({ delivered: 1, pending: 0 });
    expect(importKey).toHaveBeenCalledTimes(2);
  });

  it("counts what was under way as pending when the client shuts down, in time", async () => {
    const pipeline = create(60_000);
    vi.stubGlobal("fetch", () => never);
    pipeline.record({ method: "GET", durationMs: 1 });
    const startedAt = performance.now();
    expect(await pipeline.shutdown(50)).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
