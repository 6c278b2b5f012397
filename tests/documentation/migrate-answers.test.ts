import { createCollector, createKeyRegistry, foreignKeyId, hashKey } from "@peekjs/collector";
import { describe, expect, it } from "vitest";
import { Page } from "./support/page.ts";

const KEY = "sk_live_1";
const digest = await hashKey(KEY);
const keys = createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]);
const collector = createCollector({ keys, handler: () => undefined });
const page = (name: string): string => new Page(`docs/migrate/${name}.md`).text;

interface Call {
  method?: "GET" | "POST" | "OPTIONS";
  headers?: Record<string, string>;
  body?: unknown;
}

function call(path: string, { method = "POST", headers = {}, body }: Call): Promise<Response> {
  const init = {
    method,
    headers: { authorization: `Bearer ${KEY}`, "x-api-key": KEY, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  return Promise.resolve(collector.fetch(new Request(`https://peek.example.com${path}`, init)));
}

const EVENT = { name: "signup", distinctId: "u1" };
const REQUEST = { method: "GET", path: "/users", status_code: 200, response_time_ms: 1 };

describe("answers are as the page of Serla says", () => {
  it.each([
    ["/api/v1/events", { body: EVENT }, 201, ["success", "eventId", "sessionId"]],
    ["/api/v1/events/batch", { body: { events: [EVENT, {}] } }, 201, ["success", "count"]],
    ["/api/v1/identify", { body: { distinctId: "u1" } }, 200, ["success", "identityId"]],
    ["/api/v1/errors", { body: { message: "x" } }, 200, ["success"]],
    ["/api/v1/llm", { body: { model: "m" } }, 200, ["success"]],
    ["/api/v1/flags", { method: "GET" }, 200, ["flags"]],
  ] as [string, Call, number, string[]][])(
    "%s %j: %i with %j",
    async (path, sent, status, fields) => {
      const response = await call(path, sent);
      expect(response.status).toBe(status);
      expect(Object.keys((await response.json()) as object)).toEqual(fields);
      expect(page("serla")).toContain(path);
      for (const field of fields) expect(page("serla")).toContain(field);
    },
  );

  it.each([
    ["a recording", "/api/v1/recordings", { body: {} }, 404],
    ["an event without a name", "/api/v1/events", { body: {} }, 400],
    [
      "an unknown key",
      "/api/v1/events",
      { body: EVENT, headers: { authorization: "Bearer x" } },
      401,
    ],
  ] as [string, string, Call, number][])(
    "%s is a problem: %s %j",
    async (_, path, sent, status) => {
      const response = await call(path, sent);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ title: expect.any(String), status });
      expect(page("serla")).toContain(`${status}`);
    },
  );

  it("a preflight echoes the origin", async () => {
    const headers = { origin: "https://shop.example", "access-control-request-method": "POST" };
    const response = await call("/api/v1/events", { method: "OPTIONS", headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  });
});

it("PeekAPI's clients are answered as their page says", async () => {
  const response = await call("/v1/events", { body: [REQUEST, { ...REQUEST }, {}] });
  expect(response.status).toBe(202);
  expect(await response.json()).toMatchObject({
    success: true,
    accepted: 2,
    rejected: [{ number: 2 }],
  });
  expect(page("peekapi")).toContain('`202 { "success": true, "accepted": 2, "rejected": [] }`');
  const unknown = { body: [REQUEST], headers: { "x-api-key": "x", authorization: "" } };
  expect((await call("/v1/events", unknown)).status).toBe(401);
});

it("RudderStack's clients hear 200 alone, Segment's too, whatever is in the batch", async () => {
  const headers = { authorization: `Basic ${btoa(`${KEY}:`)}` };
  const message = { type: "track", userId: "u1", event: "x", originalTimestamp: "2026-01-01" };
  const rudderstack = await call("/v1/batch", { headers, body: { batch: [message, {}] } });
  expect([rudderstack.status, await rudderstack.text()]).toEqual([200, "OK"]);
  const segment = await call("/v1/batch", { headers, body: { batch: [{}] } });
  expect(segment.status).toBe(200);
  expect(await segment.json()).toMatchObject({ success: true, rejected: [{ number: 0 }] });
});

it.each([
  ["nothing", undefined, KEY, 400],
  ["what is no object", "{", KEY, 400],
  ["an unknown key", { userId: "u1", event: "x" }, "unknown", 401],
] as [string, unknown, string, number][])(
  "RudderStack's page tells the answer to %s",
  async (_, body, key, status) => {
    const headers = { authorization: `Basic ${btoa(`${key}:`)}` };
    const response = await call("/v1/track", { headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ title: expect.any(String), status });
    expect(page("rudderstack")).toMatch(new RegExp(`^\\| ${status} `, "m"));
  },
);
