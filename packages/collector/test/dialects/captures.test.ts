import { gunzipSync } from "node:zlib";
import type { ProductEventsPage, RequestsPage, StoredProductEvent } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey, type KeyEntry } from "../../src/index.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { sharedStore } from "../support/store.ts";
import { captures, type Capture } from "./support/captures.ts";

type Json = Record<string, unknown>;

/** A little after the captures were taken. */
const NOW = Date.UTC(2026, 10, 20, 15, 30);
const KEYS = ["wk_test_123", "wk_test", "wk", "phc_test", "k", "sk_live_test", "ak_live_test"];

interface Production extends TestCollector {
  service: string;
}

let started = 0;

/** A collector whose keys are for a service of this test alone. */
async function startProduction(): Promise<Production> {
  const service = `shop-${++started}`;
  const entries = await Promise.all(
    KEYS.map(async (key): Promise<KeyEntry> => {
      const digest = await hashKey(key);
      return { id: foreignKeyId(digest), kind: "w", digest, service };
    }),
  );
  const collector = await startCollector({
    store: await sharedStore(),
    mode: "production",
    keys: createKeyRegistry(entries),
    clock: () => NOW,
  });
  return { ...collector, service };
}

async function replay(
  { collector }: TestCollector,
  { requests }: Capture,
): Promise<{ status: number; text: string }[]> {
  const answers = [];
  for (const { method, url, headers, body } of requests) {
    const bytes = Buffer.from(body, "base64");
    const request = new Request(`http://collector.example${url}`, {
      method,
      headers,
      ...(method === "POST" && { body: bytes }),
    });
    const response = await collector.fetch(request);
    answers.push({ status: response.status, text: await response.text() });
  }
  return answers;
}

function bodiesOf({ requests }: Capture): Json[] {
  return requests
    .filter(({ method }) => method === "POST")
    .map(({ body, headers }) => {
      const bytes = Buffer.from(body, "base64");
      const isGzip =
        headers["Content-Encoding"] === "gzip" || headers["content-encoding"] === "gzip";
      return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString("utf8")) as Json;
    });
}

async function storedEvents({ store, service }: Production): Promise<StoredProductEvent[]> {
  const query = { from: 0, to: NOW * 2, service, limit: 1_000 };
  const page: ProductEventsPage = await store.productEvents(query);
  return page.events;
}

function only(client: string): Capture {
  return captures.find((capture) => capture.client === client)!;
}

const named = (part: string): Capture[] => captures.filter(({ client }) => client.includes(part));

describe("Segment's and RudderStack's clients", () => {
  const clients = [...named("segment"), ...named("analytics-node-6"), ...named("rudder")];

  it.each(clients)("$client: every call is kept once, as it was sent", async (capture) => {
    const production = await startProduction();
    const answers = await replay(production, capture);
    const isRudderStack = capture.client.startsWith("rudder");
    for (const [index, { status, text }] of answers.entries()) {
      const { method, url } = capture.requests[index]!;
      expect(status).toBe(method === "OPTIONS" ? 204 : 200);
      if (method === "POST") expect(text).toBe(isRudderStack ? "OK" : '{"success":true}');
      if (url.startsWith("/sourceConfig") && method === "GET") {
        expect(JSON.parse(text)).toMatchObject({ source: { enabled: true, destinations: [] } });
      }
    }
    const sent = new Map<unknown, Json>();
    for (const body of bodiesOf(capture)) {
      for (const message of (body["batch"] as Json[] | undefined) ?? [body]) {
        sent.set(message["messageId"], message);
      }
    }
    const stored = await storedEvents(production);
    expect(stored).toHaveLength(sent.size);
    for (const event of stored) {
      const message = sent.get(event.messageId)!;
      const fields = ["type", "event", "userId", "anonymousId", "groupId", "previousId"] as const;
      for (const field of fields) expect(event[field]).toEqual(message[field]);
      expect(event.context).toEqual(message["context"]);
      expect(event.integrations).toEqual(message["integrations"]);
      if (message["properties"]) expect(event.properties).toMatchObject(message["properties"]);
      if (message["traits"]) expect(event.traits).toEqual(message["traits"]);
      if (message["category"]) {
        expect(event.properties).toMatchObject({ category: message["category"] });
      }
      expect(event).toMatchObject({ environment: "production" });
    }
  });

  it("Segment's times are corrected by the client's clock, RudderStack's own are kept", async () => {
    const times = async (part: string): Promise<number[]> => {
      const production = await startProduction();
      await replay(production, only(part));
      const events = await storedEvents(production);
      return events.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
    };
    const given = Date.parse("2026-01-02T03:04:05.678Z");
    const skew = NOW - Date.parse("2026-11-20T15:03:11.422Z");
    const segment = await times("segment-analytics-node-3.1.0");
    expect(segment.slice(0, 2)).toEqual([given + skew, given + skew]);
    const rudderStack = await times("rudder-sdk-node-3.0.13-gzip");
    expect(rudderStack.slice(0, 2)).toEqual([given, given]);
    for (const time of rudderStack.slice(2)) expect(NOW - time).toBeLessThan(1_000);
  });

  it("RudderStack's browser client tells its traits in the context", async () => {
    const production = await startProduction();
    await replay(production, only("rudder-analytics-js-3.34.1-jsdom"));
    expect(await production.store.user("u2")).toMatchObject({
      traits: { email: "a@example.com" },
      groups: [{ groupId: "g1" }],
    });
  });
});

describe("PostHog's client", () => {
  it.each(named("posthog"))("$client: every call is kept once", async (capture) => {
    const production = await startProduction();
    expect(await replay(production, capture)).toEqual([{ status: 200, text: '{"status":1}' }]);
    const stored = await storedEvents(production);
    const sent = bodiesOf(capture).flatMap(({ batch }) => batch as Json[]);
    expect(stored).toHaveLength(sent.length);
    for (const { event, uuid, properties, distinct_id } of sent) {
      // The client was given no person for its group, and made an id of one.
      const userId = event === "$groupidentify" ? undefined : distinct_id;
      const kept = stored.find(({ messageId }) => messageId === uuid);
      expect([kept?.userId, kept?.anonymousId]).toEqual([userId, undefined]);
      expect(kept?.properties).toEqual(properties);
    }
    expect(new Set(stored.map(({ type }) => type))).toEqual(
      new Set(["identify", "track", "group", "alias", "page"]),
    );
    expect(stored).toContainEqual(
      expect.objectContaining({
        type: "identify",
        userId: "u1",
        traits: { email: "a@example.com" },
      }),
    );
    expect(stored).toContainEqual(
      expect.objectContaining({ type: "group", groupId: "g1", traits: { name: "Acme" } }),
    );
    expect(stored).toContainEqual(
      expect.objectContaining({ type: "alias", userId: "u1", previousId: "anon-1" }),
    );
    await replay(production, capture);
    expect(await storedEvents(production)).toHaveLength(sent.length);
  });
});

describe("Serla's clients", () => {
  it("for Python: identify and events, with their own times", async () => {
    const production = await startProduction();
    const [capture] = named("serla-python");
    const [identified, events] = await replay(production, capture!);
    expect(identified).toEqual({
      status: 200,
      text: '{"success":true,"identityId":"user_123"}',
    });
    expect(events).toEqual({ status: 201, text: '{"success":true,"count":2}' });
    expect(await production.store.user("user_123")).toMatchObject({
      traits: { email: "a@example.com" },
    });
    expect(await storedEvents(production)).toContainEqual(
      expect.objectContaining({
        event: "signup_completed",
        userId: "user_123",
        timestamp: Date.parse("2026-01-02T03:04:05.678Z"),
        properties: { plan: "pro", u: "✓ 日本" },
      }),
    );
    // Its idempotency key tells a repetition.
    await replay(production, { ...capture!, requests: capture!.requests.slice(1) });
    expect(await storedEvents(production)).toHaveLength(3);
  });

  it("for Node: the 180 events that pile up after a failure, which its own server refuses", async () => {
    const production = await startProduction();
    const [capture] = named("serla-node");
    const last = capture!.requests.slice(-1);
    const [answer] = await replay(production, { ...capture!, requests: last });
    expect(answer).toEqual({ status: 201, text: '{"success":true,"count":180}' });
    const names = (await storedEvents(production)).map(({ event }) => event);
    expect(new Set(names).size).toBe(180);
  });
});

describe("PeekAPI's clients", () => {
  it.each(named("peekapi"))("$client: every request is kept", async (capture) => {
    const production = await startProduction();
    expect(await replay(production, capture)).toMatchObject([{ status: 202 }]);
    const range = { from: NOW - 86_400_000, to: NOW + 86_400_000 };
    const { service: value } = production;
    const filter = [{ field: "service", operator: "=", value, negated: false } as const];
    const page: RequestsPage = await production.store.requests({ ...range, filter, limit: 9 });
    // The client for Node was asked to report a request of ten months ago.
    const paths = capture.client.includes("node") ? ["/api/ü✓"] : ["/api/users", "/api/ü✓"];
    expect(new Set(page.requests.map(({ path }) => path))).toEqual(new Set(paths));
  });
});
