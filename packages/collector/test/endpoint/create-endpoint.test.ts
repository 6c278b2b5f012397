import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import {
  createCollector,
  createKeyRegistry,
  foreignKeyId,
  hashKey,
  type EndpointOptions,
  type ReceivedBatch,
} from "../../src/index.ts";
import { envelope, row } from "../support/collector.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../dialects/unisights/vectors.json", import.meta.url), "utf8"),
) as { plain: { data: object }; encrypted_ua_empty: object };

const TRACK = { type: "track", event: "Signed Up", userId: "u1" };
const PAYLOAD = {
  data: {
    asset_id: "site-1",
    session_id: "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e",
    page_url: "https://shop.example/",
    entry_page: "https://shop.example/",
    events: [{ type: "click", data: { x: 1, y: 2, timestamp: 1_790_000_000_000 } }],
  },
};

function mount(options: Partial<EndpointOptions> = {}) {
  const handler = vi.fn<(batch: ReceivedBatch, request: Request) => void>();
  const endpoint = createCollector({ handler, path: "/collect", ...options });
  const send = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
    endpoint.fetch(
      new Request(`https://app.example/collect${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    );
  return { endpoint, handler, send };
}

describe("a mounted endpoint", () => {
  it("hands product events of every dialect to the handler, with the request", async () => {
    const { handler, send } = mount();
    const gzipped = gzipSync(JSON.stringify({ batch: [TRACK] }));
    expect((await send("/v1/batch", gzipped, { "content-encoding": "gzip" })).status).toBe(200);
    expect((await send("", PAYLOAD)).status).toBe(200);
    expect((await send("/v1/ingest", envelope([row()]))).status).toBe(202);
    const [segment, unisights, native] = handler.mock.calls;
    expect(segment![0]).toMatchObject({ events: [TRACK], requests: [] });
    expect(segment![1].url).toBe("https://app.example/collect/v1/batch");
    expect(unisights![0]).toMatchObject({ events: [{ event: "click" }] });
    expect(native![0]).toMatchObject({ service: "orders", requests: [{ path: "/users/1" }] });
  });

  it("hands on what Unisights' client sent as well, plain or encrypted, and of no other", async () => {
    const { handler, send } = mount();
    expect((await send("", PAYLOAD)).status).toBe(200);
    expect((await send("", vectors.encrypted_ua_empty)).status).toBe(200);
    expect((await send("/v1/track", TRACK)).status).toBe(200);
    const [plain, encrypted, segment] = handler.mock.calls.map(([{ payload }]) => payload);
    expect(plain).toEqual({ ...PAYLOAD, encrypted: false });
    expect(encrypted).toEqual({ data: vectors.plain.data, encrypted: true });
    expect(segment).toBeUndefined();
  });

  it("keeps from the handler what would change a prototype", async () => {
    const { handler, send } = mount();
    const text = JSON.stringify(PAYLOAD).replace(
      '{"asset_id',
      '{"__proto__":{"admin":true},"asset_id',
    );
    await send("", new TextEncoder().encode(text));
    const [{ payload }] = handler.mock.calls[0]!;
    expect(Object.keys(payload!.data)).toEqual(Object.keys(PAYLOAD.data));
  });

  it("does not ask the handler when there is nothing to handle", async () => {
    const { handler, send } = mount();
    expect((await send("/v1/batch", { batch: [{}] })).status).toBe(200);
    expect(handler).not.toHaveBeenCalled();
  });

  it("needs a key where it has some", async () => {
    const digest = await hashKey("wk_1");
    const keys = createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest }]);
    const { handler, send } = mount({ keys });
    expect((await send("/v1/track", TRACK)).status).toBe(401);
    const basic = { authorization: `Basic ${btoa("wk_1:")}` };
    expect((await send("/v1/track", TRACK, basic)).status).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("answers 413 beyond its size, 404 beside its paths, 405 for another method", async () => {
    const { endpoint, send } = mount({ maxPayloadSize: 1_000 });
    expect((await send("", { data: { text: "x".repeat(2_000) } })).status).toBe(413);
    expect((await send("/v2", {})).status).toBe(404);
    expect((await endpoint.fetch(new Request("https://app.example/collect"))).status).toBe(405);
  });

  it.each([
    ["path", "collect"],
    ["handler", undefined],
    ["maxPayloadSize", 0],
  ])("refuses the %s %j at creation", (option, value) => {
    expect(() => mount({ [option]: value })).toThrowError(
      expect.objectContaining({
        code: "PEEK_E_OPTION",
        message: expect.stringMatching(`^${option}`),
      }),
    );
  });

  it("lets pages of all origins send, or of those that are named", async () => {
    const origin = "https://shop.example";
    const allowed = async (options: Partial<EndpointOptions>) => {
      const { headers } = await mount(options).send("", PAYLOAD, { origin });
      return headers.get("access-control-allow-origin");
    };
    expect(await allowed({})).toBe(origin);
    expect(await allowed({ allowedOrigins: [origin] })).toBe(origin);
    expect(await allowed({ allowedOrigins: ["https://other.example"] })).toBeNull();
  });
});

describe("a handler that fails", () => {
  const failing = () => {
    throw new Error("queue is full");
  };

  it.each([
    ["at once", failing],
    ["later", async () => failing()],
  ])("%s is answered with 500, its reason only shown when debugging", async (_, failing) => {
    const onError = vi.fn();
    const response = await mount({ handler: failing, onError }).send("/v1/track", TRACK);
    expect(response.status).toBe(500);
    const problem = await response.json();
    expect(problem).toMatchObject({ code: "PEEK_E_HANDLER", retryable: true });
    expect(JSON.stringify(problem)).not.toContain("queue is full");
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: "queue is full" }));

    const debugged = mount({ handler: failing, onError, debug: true });
    expect(await (await debugged.send("/v1/track", TRACK)).text()).toContain("queue is full");
  });

  it("in the background is told to onError alone", async () => {
    const onError = vi.fn();
    const { endpoint, send } = mount({ handler: failing, onError, background: true });
    expect((await send("/v1/track", TRACK)).status).toBe(202);
    await endpoint.close();
    expect(onError).toHaveBeenCalledOnce();
  });
});

describe("in the background", () => {
  it("the answer does not wait, and closing does", async () => {
    let finish = (): void => undefined;
    const handled = new Promise<void>((resolve) => (finish = resolve));
    const done = vi.fn();
    const handler = async () => {
      await handled;
      done();
    };
    const { endpoint, send } = mount({ handler, background: true });
    expect((await send("", PAYLOAD)).status).toBe(202);
    expect(done).not.toHaveBeenCalled();
    finish();
    await endpoint.close();
    expect(done).toHaveBeenCalledOnce();
  });

  it("an edge runtime is asked to wait for the handler", async () => {
    const waitUntil = vi.fn<(work: Promise<unknown>) => void>();
    const { endpoint } = mount({ background: true });
    const body = JSON.stringify(PAYLOAD);
    const request = new Request("https://app.example/collect", { method: "POST", body });
    expect((await endpoint.fetch(request, {}, { waitUntil })).status).toBe(202);
    expect(waitUntil).toHaveBeenCalledOnce();
  });
});

describe("in the strict mode", () => {
  const strict = { validateSchema: true, validateRequiredFields: true };

  it("what is exactly right is taken", async () => {
    expect((await mount(strict).send("", PAYLOAD)).status).toBe(200);
  });

  it("what is wrong is refused with 422, and all that is wrong with it", async () => {
    const { handler, send } = mount(strict);
    const data = { ...PAYLOAD.data, asset_id: undefined, scroll_depth: 112.5 };
    const response = await send("", { data });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "PEEK_E_INVALID",
      errors: [
        { pointer: "/asset_id", detail: "is missing" },
        { pointer: "/scroll_depth", detail: "must be a number from 0 to 100" },
      ],
    });
    expect(handler).not.toHaveBeenCalled();
  });

  it("a body that is not declared as JSON is refused with 415", async () => {
    const { send } = mount(strict);
    expect((await send("", PAYLOAD, { "content-type": "text/plain" })).status).toBe(415);
    expect((await send("", PAYLOAD, { "content-type": "" })).status).toBe(200);
  });

  it("what has no data is refused with 422 under either rule", async () => {
    for (const rule of ["validateSchema", "validateRequiredFields"]) {
      for (const body of [{ encrypted: false }, { encrypted: false, data: null }, PAYLOAD.data]) {
        expect((await mount({ [rule]: true }).send("", body)).status).toBe(422);
      }
    }
  });

  it.each([
    ["no data", { encrypted: false, data: null }],
    ["data that is no object", { data: [] }],
    ["what says neither that it is encrypted nor that it is not", { ...PAYLOAD, encrypted: "no" }],
    ["what cannot be decrypted", { encrypted: true, data: "AA==", tag: "AA==", site_id: "s" }],
  ])("%s is refused with 422, as by its own server", async (_, body) => {
    const response = await mount(strict).send("", body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_INVALID" });
  });
});
