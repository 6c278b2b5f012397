import { createHmac } from "node:crypto";
import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { createEdgePlatform } from "../../src/edge/platform.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { Pipeline } from "../../src/pipeline.ts";

it("names consumers also after an end of the process that left no time to hash them", async () => {
  await using endpoint = await startRecordingEndpoint();
  const platform = createEdgePlatform();
  const given = { endpoint: endpoint.url, consumerHashKey: "salt", flushInterval: 60_000 };
  const pipeline = new Pipeline({
    options: resolveOptions(given, {}, platform.defaults({})),
    platform,
    sdk: "test 1",
    openRequests: () => [],
    report: (error) => {
      throw error;
    },
  });
  pipeline.accept({
    timestamp: Date.now(),
    method: "GET",
    durationMs: 1,
    credential: "secret-key",
    consumerSource: "api_key",
  });
  await pipeline.flushAtEnd(0);
  expect(endpoint.requests).toEqual([]);
  expect(pipeline.stats()).toMatchObject({ accepted: 1, delivered: 0, pending: 1, dropped: {} });

  expect(await pipeline.flush(5_000)).toEqual({ delivered: 1, spooled: 0, pending: 0 });
  const id = createHmac("sha256", "salt").update("secret-key").digest("base64url").slice(0, 22);
  expect(endpoint.requests).toMatchObject([{ consumer: `c_${id}`, consumerSource: "api_key" }]);
});
