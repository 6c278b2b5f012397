import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";
import { encrypt } from "./support/encrypt.ts";

const RUNS = { numRuns: 300 };

/** Names that the dialects read, so that what is drawn reaches far into them. */
const NAMES = [
  ..."batch events data encrypted envelope type event name userId anonymousId messageId".split(" "),
  ..."properties traits context integrations timestamp sentAt distinct_id uuid $set alias".split(
    " ",
  ),
  ..."distinctId sessionId pageUrl asset_id session_id device_info utm_params scroll_depth".split(
    " ",
  ),
  ..."site_id bucket tag ua_hash __proto__ constructor method path status_code metadata".split(" "),
  ..."message model url userAgent token api_key offset options $groupId $group_key".split(" "),
  ..."resourceSpans resource scopeSpans spans attributes key stringValue kind".split(" "),
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
  "/v1/merge",
  "/beacon/v1/batch?writeKey=k",
  "/batch/",
  "/e/",
  "/i/v0/e/",
  "/i/v0/ai/batch/",
  "/i/v1/analytics/events",
  "/flags/?v=2",
  "/decide/?v=3",
  "/api/v1/events",
  "/api/v1/events/batch",
  "/api/v1/identify",
  "/api/v1/errors",
  "/api/v1/llm",
  "/v1/unisights",
  "/v1/events",
  "/v1/traces",
];

interface Started extends TestCollector {
  onError: ReturnType<typeof vi.fn>;
}

async function start(): Promise<Started> {
  const onError = vi.fn();
  return { ...(await startCollector({ store: await emptyStore(), onError })), onError };
}

async function expectReadable({ store, onError }: Started): Promise<void> {
  const { events } = await store.productEvents({ from: 0, to: 2e15, limit: 500 });
  expect(events.length).toBeGreaterThan(0);
  expect(onError).not.toHaveBeenCalled();
}

it("whatever is sent to a dialect is taken or refused, and what was taken can be read", async () => {
  const collector = await start();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), body, async (path, sent) => {
      const { status } = await collector.post(path, JSON.stringify(sent));
      expect([200, 201, 202, 400]).toContain(status);
    }),
    RUNS,
  );
  await collector.post("/v1/track", { userId: "u1", event: "a" });
  await expectReadable(collector);
});

it("whatever PostHog's browser client wraps as a form, in base64 or in gzip is taken or refused", async () => {
  const collector = await start();
  const wrap = fc.constantFrom(
    (text: string) => `data=${encodeURIComponent(btoa(unescape(encodeURIComponent(text))))}`,
    (text: string) => `data=${encodeURIComponent(text)}`,
    (text: string) => `data=${text}`,
    (text: string) => new Uint8Array(gzipSync(text)),
    (text: string) => new Uint8Array(gzipSync(text).subarray(0, -9)),
  );
  const path = fc.constantFrom("/e/?compression=base64", "/i/v0/e/?compression=gzip-js", "/flags/");
  await fc.assert(
    fc.asyncProperty(path, wrap, fc.oneof(body, fc.array(body)), async (to, pack, sent) => {
      const { status } = await collector.post(to, pack(JSON.stringify(sent).toWellFormed()));
      expect([200, 400]).toContain(status);
    }),
    RUNS,
  );
  await collector.post("/e/", "data=eyJldmVudCI6ImEiLCJkaXN0aW5jdF9pZCI6InUxIn0=");
  await expectReadable(collector);
});

it("whatever is in the query of a pixel shows it, and whatever asks for settings gets some", async () => {
  const collector = await start();
  const name = fc.oneof(
    fc.constantFrom(...NAMES),
    fc.array(fc.constantFrom(...NAMES, ""), { maxLength: 20 }).map((names) => names.join(".")),
    fc.string({ unit: "binary" }),
  );
  const query = fc.array(fc.tuple(name, fc.string({ unit: "binary" })), { maxLength: 12 });
  const path = fc.constantFrom(
    "/pixel/v1/track",
    "/pixel/v1/page",
    "/sourceConfig/",
    "/api/v1/flags",
    "/flags/definitions",
    "/array/k/config",
    "/array/%ff/config.js",
    "/v1/projects/%00/settings",
  );
  await fc.assert(
    fc.asyncProperty(path, query, async (to, pairs) => {
      const parameters = new URLSearchParams(pairs).toString();
      const { status } = await collector.get(`${to}?${parameters}`);
      expect(status).toBe(200);
    }),
    RUNS,
  );
  await collector.get("/pixel/v1/track?userId=u1&event=a&properties.__proto__.polluted=1");
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await expectReadable(collector);
});

it("whatever was encrypted, or only looks so, is taken or refused", async () => {
  const collector = await start();
  const damage = fc.dictionary(
    fc.constantFrom("data", "tag", "bucket", "site_id", "ua_hash", "envelope"),
    value,
    { maxKeys: 1 },
  );
  await fc.assert(
    fc.asyncProperty(value, damage, async (data, changed) => {
      const sent = { ...encrypt(JSON.stringify({ data })), ...changed };
      const { status } = await collector.post("/v1/unisights", sent);
      expect([200, 400]).toContain(status);
    }),
    RUNS,
  );
  await collector.post("/v1/unisights", encrypt('{"data":{"session_id":"s1"}}'));
  await expectReadable(collector);
});
