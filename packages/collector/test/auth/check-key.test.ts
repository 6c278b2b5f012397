import { createPeekKey } from "@peekjs/protocol";
import { describe, expect, it, vi } from "vitest";
import { DIALECT_ROUTES } from "../../src/dialects/routes.ts";
import { createKeyRegistry, foreignKeyId, hashKey, type KeyEntry } from "../../src/index.ts";
import { envelope, row, startCollector, type TestCollector } from "../support/collector.ts";
import { readEvents } from "../support/events.ts";

const EXPIRY = Date.parse("2030-01-01T00:00:00Z");

interface Expiring extends TestCollector {
  key: string;
  headers: Record<string, string>;
  setTime: (time: number) => void;
}

/** A collector with a clock of the test's, and one key. */
async function start(
  kind: KeyEntry["kind"],
  fields: Partial<KeyEntry> = { expiresAt: EXPIRY },
): Promise<Expiring> {
  const { key, id, digest } = await createPeekKey(kind);
  let time = EXPIRY - 1;
  const collector = await startCollector({
    mode: "production",
    keys: createKeyRegistry([{ id, kind, digest, ...fields }]),
    clock: () => time,
    limits: { keyInterval: 10, pingInterval: 10 },
  });
  const headers = { authorization: `Bearer ${key}` };
  return { ...collector, key, headers, setTime: (next) => (time = next) };
}

describe("a key that expires", () => {
  it.each([
    ["write", "w", "POST", "/v1/ingest", 202],
    ["read", "r", "GET", "/peek/v1/status", 200],
    ["admin", "a", "GET", "/peek/v1/status", 200],
  ] as const)("is refused from that millisecond on: %s", async (_, kind, method, path, status) => {
    const { get, post, headers, key, setTime } = await start(kind);
    const send = () =>
      method === "GET" ? get(path, headers) : post(path, envelope([row()]), headers);
    expect((await send()).status).toBe(status);

    setTime(EXPIRY);
    const refused = await send();
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="peek"');
    const problem = await refused.text();
    expect(JSON.parse(problem)).toMatchObject({
      code: "PEEK_E_KEY_EXPIRED",
      detail: expect.stringMatching(
        /expired on 2030-01-01T00:00:00.000Z.*peek keys create", or "peek keys rotate \w{4,}"/,
      ),
      retryable: false,
    });
    expect(problem).not.toContain(key.slice(12));
  });

  it("counts again once a clock that was wrong is set right", async () => {
    const { get, headers, setTime } = await start("r");
    setTime(EXPIRY + 1e12);
    expect((await get("/peek/v1/status", headers)).status).toBe(401);
    setTime(EXPIRY - 1);
    expect((await get("/peek/v1/status", headers)).status).toBe(200);
  });

  it.each([
    ["that is not a number", Number.NaN],
    ["in the wrong form", "2031-01-01T00:00:00Z"],
    ["long past", 0],
  ])("is refused when its expiry is a time %s", async (_, expiresAt) => {
    const { get, headers } = await start("r", { expiresAt: expiresAt as number });
    const refused = await get("/peek/v1/status", headers);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "PEEK_E_KEY_EXPIRED" });
  });

  it.each([[undefined], [null]])("never expires with the expiry %s", async (expiresAt) => {
    const { get, headers } = await start("r", { expiresAt: expiresAt as undefined });
    expect((await get("/peek/v1/status", headers)).status).toBe(200);
  });

  it("is called revoked where it was revoked, too", async () => {
    const { get, headers } = await start("r", { expiresAt: 0, revoked: true });
    const refused = await get("/peek/v1/status", headers);
    expect(await refused.json()).toMatchObject({ code: "PEEK_E_KEY_REVOKED" });
  });

  it("tells who has another secret under its id nothing", async () => {
    const digest = await hashKey("another");
    const { get, headers } = await start("r", { expiresAt: 0, digest });
    const refused = await get("/peek/v1/status", headers);
    expect(await refused.json()).toMatchObject({ code: "PEEK_E_KEY_UNKNOWN" });
  });

  it("ends the live streams that it opened", async () => {
    const { get, headers, setTime } = await start("r");
    const response = await get("/peek/v1/stream", headers);
    expect(response.status).toBe(200);
    const reader = readEvents(response.body);
    await expect.poll(() => reader.events.length).toBe(1);
    expect(reader.ended()).toBe(false);
    setTime(EXPIRY);
    await expect.poll(() => reader.ended()).toBe(true);
  });
});

it("answers a vendor's client whose key expired as if it were unknown, with the reason", async () => {
  const digest = await hashKey("wk_live_1");
  const entry = { id: foreignKeyId(digest), kind: "w", digest, expiresAt: EXPIRY } as const;
  const keys = createKeyRegistry([entry]);
  const { collector } = await startCollector({ mode: "production", keys, clock: () => EXPIRY });
  const ask = async (method: string, path: string, key: string) => {
    const body = JSON.stringify({ asset_id: key, data: { asset_id: key } });
    const url = `http://localhost${path.replace(/:\w+/, key)}?writeKey=${key}&api_key=${key}`;
    const headers = { "x-api-key": key, authorization: `Basic ${btoa(`${key}:`)}` };
    const init = method === "POST" ? { method, headers, body } : { headers };
    const { status, headers: sent } = await collector.fetch(new Request(url, init));
    return { status, headers: Object.fromEntries(sent) };
  };
  for (const { method, paths } of DIALECT_ROUTES) {
    for (const path of paths) {
      const expired = await ask(method, path, "wk_live_1");
      const unknown = await ask(method, path, "wk_live_2");
      expect([path, expired.status]).toEqual([path, unknown.status]);
      expect(expired.headers).toEqual(unknown.headers);
    }
  }
  const refused = await collector.fetch(
    new Request("http://localhost/v1/track", {
      method: "POST",
      headers: { authorization: `Basic ${btoa("wk_live_1:")}` },
      body: JSON.stringify({ type: "track", event: "Signed Up", userId: "u1" }),
    }),
  );
  expect(await refused.json()).toMatchObject({
    code: "PEEK_E_KEY_EXPIRED",
    message: expect.stringContaining("peek keys register --replace"),
  });
});

describe("a registry of keys that fails", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("keys.json is gone");
      },
    ],
    ["rejects", () => Promise.reject(new Error("keys.json is gone"))],
  ])("makes clients come again, and tells the operator why: it %s", async (_, find) => {
    const onError = vi.fn();
    const { key } = await createPeekKey("w");
    const { post } = await startCollector({ mode: "production", keys: { find }, onError });
    const headers = { authorization: `Bearer ${key}` };
    for (const path of ["/v1/ingest", "/v1/batch"]) {
      const response = await post(path, envelope([row()]), headers);
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      const problem = await response.text();
      expect(JSON.parse(problem)).toMatchObject({ code: "PEEK_E_KEY_LOOKUP", retryable: true });
      expect(problem).not.toContain("keys.json");
    }
    expect(onError).toHaveBeenCalledTimes(2);
    expect(onError).toHaveBeenCalledWith(new Error("keys.json is gone"));
  });
});
