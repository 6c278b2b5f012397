import { describe, expect, it } from "vitest";
import { createEdgePlatform } from "../../src/edge/platform.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { Pipeline } from "../../src/pipeline.ts";

const never = new Promise<never>(() => undefined);

/** @param ended what was cut off with the request that used it: nothing of it ever comes back */
function create(ended: { timers?: boolean; connections?: boolean }): Pipeline {
  const platform = createEdgePlatform();
  return new Pipeline({
    options: resolveOptions({ batchSize: 1, flushInterval: 60_000 }, {}, platform.defaults({})),
    platform: {
      ...platform,
      nextTurn: () => (ended.timers === true ? never : platform.nextTurn()),
      createTransport: () => ({
        send: () =>
          ended.connections === true
            ? never
            : Promise.resolve({ status: 202, contentType: "", retryAfter: undefined, body: "" }),
        close: () => undefined,
      }),
    },
    sdk: "test 1",
    openRequests: () => [],
    report: (error) => {
      throw error;
    },
  });
}
function accept(pipeline: Pipeline): void {
  pipeline.accept({ timestamp: Date.now(), method: "GET", durationMs: 1 });
}

describe("where everything that a request started ends with it", () => {
  it("delivers flush after flush", async () => {
    const pipeline = create({ timers: true });
    for (let i = 0; i < 5; i++) {
      accept(pipeline);
      expect(await pipeline.flush(500)).toEqual({ delivered: 1, spooled: 0, pending: 0 });
    }
  });

  it("counts what was under way as pending when the client shuts down, in time", async () => {
    const pipeline = create({ connections: true });
    accept(pipeline);
    const startedAt = performance.now();
    expect(await pipeline.shutdown(50)).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
