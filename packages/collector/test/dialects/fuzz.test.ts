import fc from "fast-check";
import { expect, it } from "vitest";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

/** Names that the dialects read, so that what is drawn reaches far into them. */
const NAMES = [
  ..."batch events data encrypted envelope type event name userId anonymousId messageId".split(" "),
  ..."properties traits context integrations timestamp sentAt distinct_id uuid $set alias".split(
    " ",
  ),
  ..."distinctId sessionId pageUrl asset_id session_id device_info utm_params scroll_depth".split(
    " ",
  ),
  ..."site_id bucket tag ua_hash __proto__ constructor method path status_code".split(" "),
];
const TEXTS = ["track", "identify", "page", "alias", "$identify", "page_view", "custom", "{}"];

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...TEXTS),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom(null, true, 0, -1, 1e308, 1.5, 1_790_000_000_000, "2026-01-02T03:04:05Z"),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("any"), { maxKeys: 6 }),
  ),
})).any;
const body = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 });

const PATHS = [
  "/v1/batch",
  "/v1/track",
  "/v1/a",
  "/batch/",
  "/api/v1/events",
  "/api/v1/events/batch",
  "/api/v1/identify",
  "/v1/unisights",
  "/v1/events",
];

it("whatever is sent to a dialect is taken or refused, and what was taken can be read", async () => {
  const { post, store } = await startCollector({ store: await emptyStore() });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), body, async (path, sent) => {
      const { status } = await post(path, JSON.stringify(sent));
      expect([200, 201, 202, 400]).toContain(status);
    }),
    { numRuns: 300 },
  );
  const { events } = await store.productEvents({ from: 0, to: 2e15, limit: 500 });
  expect(events.length).toBeGreaterThan(0);
});
