import { createPeekKey } from "@peekjs/protocol";
import { beforeAll, describe, expect, it } from "vitest";
import {
  createCollector,
  createKeyRegistry,
  hashKey,
  type KeyEntry,
  type KeyKind,
} from "../../src/index.ts";
import { createApp } from "../../src/app.ts";
import { createContext } from "../../src/create-context.ts";
import { DIALECT_ROUTES } from "../../src/dialects/routes.ts";
import { ROUTES } from "../../src/routes.ts";
import { envelope, row, startCollector, type TestCollector } from "../support/collector.ts";
import { sharedStore } from "../support/store.ts";

const texts = {} as Record<KeyKind | "revoked" | "orders", string>;
const entries: KeyEntry[] = [];

beforeAll(async () => {
  const add = async (name: keyof typeof texts, kind: KeyKind, fields: object): Promise<void> => {
    const { key, id, digest } = await createPeekKey(kind);
    texts[name] = key;
    entries.push({ id, kind, digest, ...fields });
  };
  for (const kind of ["w", "r", "a"] as const) await add(kind, kind, {});
  await add("revoked", "w", { revoked: true });
  await add("orders", "w", { service: "orders" });
});

function startProduction(): Promise<TestCollector> {
  return startCollector({ mode: "production", keys: createKeyRegistry(entries) });
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

describe("every route", () => {
  it.each(ROUTES.map(({ method, path, scope }) => ({ method, path, scope })))(
    "$method $path, for $scope, is closed to everyone else in production",
    async ({ method, path, scope }) => {
      const { collector } = await startProduction();
      const status = async (key?: string): Promise<number | string> => {
        const request = new Request(`http://localhost${path}`, {
          method,
          headers: {
            "content-type": "application/json",
            ...(key !== undefined && bearer(key)),
          },
        });
        const response = await collector.fetch(request);
        await response.body?.cancel();
        return [401, 403].includes(response.status) ? response.status : "in";
      };
      const expected = {
        public: ["in", "in", "in", "in"],
        ingest: [401, "in", 403, 403],
        read: [401, 403, "in", "in"],
        admin: [401, 403, 403, "in"],
      }[scope];
      const keys = [undefined, texts.w, texts.r, texts.a];
      expect(await Promise.all(keys.map(status))).toEqual(expected);
    },
  );

  it("declares its scope: Hono knows no endpoint beside them", async () => {
    const app = createApp(
      createContext({ store: await sharedStore(), mode: "demo", version: "1", ingestUrl: "" }),
    );
    // What answers every method is middleware, or says that the method is wrong.
    const registered = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    const dialects = DIALECT_ROUTES.flatMap(({ method, paths }) =>
      paths.map((path) => `${method} ${path}`),
    );
    const declared = [...ROUTES.map(({ method, path }) => `${method} ${path}`), ...dialects];
    expect(new Set(registered)).toEqual(new Set(declared));
    expect(new Set(declared).size).toBe(declared.length);
    for (const { method, path, scope } of ROUTES) {
      const own = method === "GET" ? "read" : "admin";
      const other = path.startsWith("/v1/") ? "ingest" : "public";
      expect(scope).toBe(path.startsWith("/peek/") ? own : other);
    }
  });
});

describe("a key in production", () => {
  it.each([
    ["missing", undefined, "PEEK_E_KEY_MISSING"],
    ["of another scheme", "Basic dXNlcjpwYXNz", "PEEK_E_KEY_MISSING"],
    ["malformed", "Bearer secret-token-of-mine", "PEEK_E_KEY_FORMAT"],
    ["mistyped", "Bearer peek_w_0000000000_x_y", "PEEK_E_KEY_FORMAT"],
  ])("that is %s is answered with 401 and the reason", async (_, authorization, code) => {
    const { post } = await startProduction();
    const headers = authorization === undefined ? undefined : { authorization };
    const response = await post("/v1/ingest", envelope([row()]), headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="peek"');
    const text = await response.text();
    expect(text).toContain(code);
    expect(text).not.toContain("token-of-mine");
  });

  it("that was revoked is refused, and never shown whole", async () => {
    const { post, get } = await startProduction();
    const response = await post("/v1/ingest", envelope([row()]), bearer(texts.revoked));
    expect(response.status).toBe(401);
    const problem = await response.text();
    expect(problem).toContain("PEEK_E_KEY_REVOKED");
    const status = await (await get("/peek/v1/status", bearer(texts.r))).text();
    expect(status).toContain("PEEK_E_KEY_REVOKED");
    for (const text of [problem, status]) expect(text).not.toContain(texts.revoked.slice(12));
  });

  it("with the id of another is refused", async () => {
    const [real, other] = [await createPeekKey("w"), await createPeekKey("w")];
    const digest = await hashKey(real.key);
    const keys = createKeyRegistry([{ id: other.id, kind: "w", digest }]);
    const { post } = await startCollector({ mode: "production", keys });
    const response = await post("/v1/ingest", envelope([]), bearer(other.key));
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "PEEK_E_KEY_UNKNOWN" });
  });

  it("may come in PeekAPI's header", async () => {
    const { post } = await startProduction();
    expect((await post("/v1/events", [], { "x-api-key": texts.w })).status).toBe(202);
    expect((await post("/v1/events", [], { "x-api-key": "ak_live_test" })).status).toBe(401);
  });

  it("of one service reports for no other", async () => {
    const { post } = await startProduction();
    const send = (service?: string): Promise<Response> =>
      post("/v1/ingest", envelope([row()], { resource: { service } }), bearer(texts.orders));
    expect((await send("orders")).status).toBe(202);
    expect((await send()).status).toBe(202);
    const refused = await send("billing");
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "PEEK_E_KEY_SERVICE" });
  });

  it("is required: a collector without keys does not start", async () => {
    const store = await sharedStore();
    const options = { store, mode: "production", version: "1", ingestUrl: "" } as const;
    expect(() => createCollector(options)).toThrow(
      expect.objectContaining({ code: "PEEK_E_KEYS_REQUIRED" }) as Error,
    );
  });
});
