import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { foreignKeyId, hashKey } from "../../src/index.ts";
import { startCollector } from "../support/collector.ts";

const LARGE = 100_000;

/** A beacon of Unisights, whose key stands in the body. */
function beacon(site: string): string {
  const events = [{ type: "page_view", data: { title: "x".repeat(LARGE), timestamp: Date.now() } }];
  return JSON.stringify({ data: { asset_id: site, session_id: "s", events } });
}

/** A batch of PostHog's client. */
function capture(length: number): string {
  return JSON.stringify({ api_key: "k", batch: [{ event: "x".repeat(length), distinct_id: "u" }] });
}

/** The first that asks for a key waits for its answer. */
async function slowAtFirst() {
  const digest = await hashKey("site");
  let answer: (() => void) | undefined;
  return {
    isAsked: () => answer !== undefined,
    answer: () => answer?.(),
    find: async (id: string) => {
      if (answer === undefined) await new Promise<void>((resolve) => (answer = resolve));
      return id === foreignKeyId(digest) ? { id, kind: "w" as const, digest } : undefined;
    },
  };
}

const GZIP = { "content-encoding": "gzip" };

test.each([
  ["that inflates", "/v1/unisights", gzipSync(beacon("site")), GZIP],
  ["that inflates without saying so", "/batch/", gzipSync(capture(LARGE)), undefined],
])("counts a body %s as what it holds in memory", async (_, path, body, headers) => {
  const { post } = await startCollector({ limits: { keylessBytes: LARGE / 4 } });
  const response = await post(path, body, headers);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_BODIES", retryable: true });
});

test.each([
  ["taken", "site", 200],
  ["refused", "another", 401],
])("a body counts while its key is looked up, until it is %s", async (_, site, status) => {
  const keys = await slowAtFirst();
  const limits = { keylessBytes: 1.5 * LARGE };
  const { post } = await startCollector({ mode: "production", keys, limits });

  const first = post("/v1/unisights", beacon(site));
  await expect.poll(keys.isAsked).toBe(true);
  const second = await post("/v1/unisights", beacon("site"));
  expect(second.status).toBe(503);
  expect(await second.json()).toMatchObject({ code: "PEEK_E_BODIES" });

  keys.answer();
  expect((await first).status).toBe(status);
  expect((await post("/v1/unisights", beacon("site"))).status).toBe(200);
});
