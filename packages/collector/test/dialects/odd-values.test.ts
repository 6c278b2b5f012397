import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

const KEYS = ["", " ", "a.b", "$set", "toString", "hasOwnProperty", "\0"];
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 1e308, 5e-324, 0.1, 1_790_000_000_000, 2 ** 53, -(2 ** 63)),
    fc.constantFrom("2026-01-02T03:04:05Z", "2026-13-45", "9".repeat(400), "\0", "", " ", "\uFEFF"),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string({ unit: "binary" })), tie("json"), {
      maxKeys: 6,
    }),
  ),
}));

/** Some of the fields of these names, with odd values. */
const some = (names: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...names.split(" ")), json, { maxKeys: 8 });
const oneOf = (names: string): fc.Arbitrary<string> => fc.constantFrom(...names.split(" "));

const attributes = fc.array(
  fc
    .tuple(
      oneOf("http.route url.path http.response.status_code enduser.id service.name exception.type"),
      oneOf("stringValue intValue doubleValue boolValue"),
      json,
    )
    .map(([key, type, value]) => ({ key, value: { [type]: value } })),
);
const METHOD = { key: "http.request.method", value: { stringValue: "GET" } };

/** Bodies of a path with an event that has all it needs, and odd values wherever else one may stand. */
const BODIES: Record<string, fc.Arbitrary<unknown>> = {
  "/v1/batch": fc
    .tuple(
      some("name messageId properties traits context integrations timestamp sentAt category"),
      oneOf("track identify page screen group alias"),
      some("context integrations sentAt"),
    )
    .map(([odd, type, shared]) => {
      const needed = { event: "e", userId: "u", groupId: "g", previousId: "p" };
      return { ...shared, batch: [{ ...odd, ...needed, type }] };
    }),
  "/batch": fc
    .tuple(
      some("uuid timestamp offset sent_at options $set $set_once"),
      oneOf("$identify $create_alias $groupidentify $pageview $screen x"),
      some("$set $set_once $group_set $anon_distinct_id title $screen_name $is_identified $lib"),
      some("sent_at"),
    )
    .map(([odd, event, properties, shared]) => {
      const needed = { alias: "a", $group_key: "g" };
      const capture = { ...odd, distinct_id: "u", event, properties: { ...properties, ...needed } };
      return { ...shared, batch: [capture] };
    }),
  "/api/v1/events/batch": some(
    "distinctId properties timestamp sessionId pageUrl pagePath pageTitle referrer clickX clickY",
  ).map((odd) => ({ events: [{ ...odd, name: "x" }] })),
  "/v1/unisights": fc
    .tuple(
      some("session_id asset_id page_url entry_page exit_page scroll_depth time_on_page"),
      some("utm_source utmSource utm_campaign utm_constructor utm___proto__"),
      some("user_agent os platform device_type referrer screen_width screen_height language"),
      oneOf("page_view click web_vital custom error other"),
      some("timestamp x y title location name data message value rating id"),
    )
    .map(([odd, utm_params, device_info, type, data]) => {
      return { data: { ...odd, utm_params, device_info, events: [{ type, data }] } };
    }),
  "/v1/events": some("metadata").map((odd) => {
    return [{ ...odd, method: "GET", path: "/x", status_code: 200, response_time_ms: 1 }];
  }),
  "/v1/traces": fc
    .tuple(some("startTimeUnixNano traceId spanId status events name"), attributes, attributes)
    .map(([odd, own, shared]) => {
      const events = [{ name: "exception", attributes: own }];
      const span = { events, ...odd, kind: 2, attributes: [METHOD, ...own] };
      return {
        resourceSpans: [{ resource: { attributes: shared }, scopeSpans: [{ spans: [span] }] }],
      };
    }),
};

it.each(Object.entries(BODIES))(
  "%s takes an event whatever its fields hold",
  async (path, body) => {
    const onError = vi.fn();
    const store = await emptyStore();
    const { post, get } = await startCollector({ store, onError });
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        expect((await post(path, JSON.stringify(sent))).status).toBeLessThan(300);
        expect(onError.mock.calls).toEqual([]);
      }),
      { numRuns: 100 },
    );
    for (const page of ["events", "requests", "sessions", "top"]) {
      expect((await get(`/peek/v1/${page}?from=-7d`)).status).toBe(200);
    }
  },
);

const DANGEROUS = /"(__proto__|constructor|prototype)"/;
const properties = fc
  .dictionary(fc.string({ unit: "binary" }), json, { maxKeys: 8 })
  .filter((object) => !DANGEROUS.test(JSON.stringify(object)))
  // As JSON has it: without the sign of zero.
  .map((object) => JSON.parse(JSON.stringify(object)) as Record<string, unknown>);

/** How properties are sent in a batch of events of these names. */
const BATCHES: Record<string, (sent: [name: string, own: object][]) => unknown> = {
  "/v1/batch": (sent) => ({
    batch: sent.map(([event, own]) => ({ type: "track", userId: "u", event, properties: own })),
  }),
  "/batch": (sent) => ({
    batch: sent.map(([event, own]) => ({ distinct_id: "u", event, properties: own })),
  }),
  "/api/v1/events/batch": (sent) => ({
    events: sent.map(([name, own]) => ({ distinctId: "u", name, properties: own })),
  }),
  "/v1/unisights": (sent) => {
    const events = sent.map(([name, own]) => ({
      type: "custom",
      data: { name, data: JSON.stringify(own) },
    }));
    return { data: { session_id: "s", events } };
  },
};

it.each(Object.entries(BATCHES))("%s keeps properties as they are sent", async (path, batch) => {
  const { post, store } = await startCollector({ store: await emptyStore() });
  const sent = fc.sample(properties, 200).map((own, index): [string, object] => [`e${index}`, own]);
  expect((await post(path, JSON.stringify(batch(sent)))).status).toBeLessThan(300);
  const { events } = await store.productEvents({ from: 0, to: 2e15, limit: 1_000 });
  expect(events).toHaveLength(sent.length);
  const kept = new Map(events.map((event) => [event.event, event.properties ?? {}]));
  for (const [name, own] of sent) expect(kept.get(name)).toEqual(own);
});
