import fc from "fast-check";
import { expect, it } from "vitest";
import { createCollector } from "../../src/index.ts";
import { encrypt } from "./support/encrypt.ts";

/** Names that the dialects read, so that what is drawn reaches far into them. */
const NAMES = [
  ..."type event name userId anonymousId messageId properties traits context integrations".split(
    " ",
  ),
  ..."timestamp originalTimestamp sentAt sent_at offset distinct_id uuid $set $set_once alias".split(
    " ",
  ),
  ..."$lib $lib_version $is_identified $anon_distinct_id $group_key $group_set options".split(" "),
  ..."distinctId sessionId pageUrl clickX previousId groupId category library data location".split(
    " ",
  ),
  ..."session_id device_info utm_params scroll_depth entry_page asset_id writeKey api_key".split(
    " ",
  ),
  ..."method path status_code response_time_ms request_size consumer_id metadata version".split(
    " ",
  ),
  ..."__proto__ constructor toString hasOwnProperty length".split(" "),
];

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("track", "page", "$identify", "$pageview", "page_view", "custom", "GET", "{}"),
    fc.constantFrom(null, true, 0, -1, 1e308, -0, 1.5, 1_790_000_000_000, 2 ** 53, 200),
    fc.constantFrom("2026-01-02T03:04:05Z", "2026-13-45", "9".repeat(400), "\ud800", "\0"),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie("json"), { maxKeys: 6 }),
  ),
}));
const members = fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 4 });

/** A batch of a dialect, with members of any kind beside its items. */
interface Dialect {
  path: string;
  batch: (items: unknown[], beside: object) => unknown;
  good: (name: string) => object;
}

const segment = (name: string): object => ({ type: "track", userId: "u1", event: name });
const unisights = (items: unknown[], beside: object): object => ({
  data: { ...beside, events: items },
});

const DIALECTS: Record<string, Dialect> = {
  Segment: {
    path: "/v1/batch",
    batch: (batch, beside) => ({ ...beside, batch }),
    good: segment,
  },
  RudderStack: {
    path: "/beacon/v1/batch?writeKey=k",
    batch: (batch, beside) => ({ ...beside, batch }),
    good: (name) => ({ ...segment(name), originalTimestamp: "2026-01-02T03:04:05Z" }),
  },
  PostHog: {
    path: "/batch",
    batch: (batch, beside) => ({ ...beside, batch }),
    good: (event) => ({ event, distinct_id: "u1", properties: {} }),
  },
  "PostHog v1": {
    path: "/i/v1/analytics/events",
    batch: (batch, beside) => ({ ...beside, batch }),
    good: (event) => ({ event, distinct_id: "u1", uuid: event, properties: {} }),
  },
  Serla: {
    path: "/api/v1/events/batch",
    batch: (events, beside) => ({ ...beside, events }),
    good: (name) => ({ name, distinctId: "u1" }),
  },
  Unisights: {
    path: "/v1/unisights",
    batch: unisights,
    good: (type) => ({ type, data: {} }),
  },
  "Unisights, encrypted": {
    path: "/v1/unisights",
    batch: (items, beside) => encrypt(JSON.stringify(unisights(items, beside))),
    good: (type) => ({ type, data: {} }),
  },
  PeekAPI: {
    path: "/v1/events",
    batch: (items) => items,
    good: (name) => ({ method: "GET", path: `/${name}`, status_code: 200, response_time_ms: 1 }),
  },
};

it.each(Object.entries(DIALECTS))(
  "%s has its good events taken in their order, whatever stands around them",
  async (_, { path, batch, good }) => {
    let names: string[] = [];
    const collector = createCollector({
      handler: async ({ events, requests }) => {
        const paths = requests.map((request) => request.path?.slice(1));
        names.push(...[...events.map(({ event }) => event), ...paths].map((name) => name ?? ""));
      },
      onError: (error) => {
        throw error;
      },
    });
    const item = fc.oneof(
      fc.constant(true),
      fc.tuple(members, json).map(([extra, value]) => ({ ...extra, value })),
      json,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), members, async (drawn, beside) => {
        names = [];
        const expected: string[] = [];
        const items = drawn.map((value, index) => {
          if (value !== true) return value;
          expected.push(`good-${index}`);
          return good(`good-${index}`);
        });
        const request = new Request(`http://localhost${path}`, {
          method: "POST",
          body: JSON.stringify(batch(items, beside)),
        });
        const response = await collector.fetch(request);
        expect(response.status).toBeLessThan(300);
        expect(names.filter((name) => name.startsWith("good-"))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  },
);
