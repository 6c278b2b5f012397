import { describe, expect, it, vi } from "vitest";
import { createCollector, createKeyRegistry } from "../../src/index.ts";
import { startCollector, type TestCollector } from "../support/collector.ts";

const PREFLIGHT = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "AnonymousId, SentAt, Authorization",
};
const SHOP = "https://shop.example";

function preflight({ collector }: TestCollector, path: string, origin: string) {
  return collector.fetch(
    new Request(`http://localhost:7335${path}`, {
      method: "OPTIONS",
      headers: { origin, ...PREFLIGHT },
    }),
  );
}

describe("a page of another origin", () => {
  const keys = createKeyRegistry([]);

  it("may use the endpoints of dialects in production, as their vendors let it", async () => {
    const production = await startCollector({ mode: "production", keys });
    const response = await preflight(production, "/v1/track", SHOP);
    expect(response.status).toBe(204);
    const { headers } = response;
    expect(headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect(headers.get("access-control-allow-headers")).toBe("AnonymousId, SentAt, Authorization");
    expect(headers.get("vary")).toContain("Origin");
    // The page must be able to read why it is refused.
    const refused = await production.post("/v1/track", {}, { origin: SHOP });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(refused.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  });

  it("may use nothing else", async () => {
    const production = await startCollector({ mode: "production", keys });
    for (const path of ["/v1/ingest", "/peek/v1/status"]) {
      const response = await preflight(production, path, SHOP);
      expect(response.status).toBe(403);
      expect(response.headers.has("access-control-allow-origin")).toBe(false);
    }
  });

  it("must be one of those that are configured, where some are", async () => {
    const production = await startCollector({ mode: "production", keys, allowedOrigins: [SHOP] });
    expect((await preflight(production, "/v1/track", SHOP)).status).toBe(204);
    expect((await preflight(production, "/v1/track", "https://evil.example")).status).toBe(403);
  });

  it.each([
    ["http://localhost:3000", 204],
    ["http://127.0.0.1:5173", 204],
    [SHOP, 403],
    ["null", 403],
    ["http://localhost.evil.example", 403],
  ])("%s in development, where no key is needed, is answered with %i", async (origin, status) => {
    const development = await startCollector();
    expect((await preflight(development, "/v1/track", origin)).status).toBe(status);
  });

  it("cannot hide its origin in development", async () => {
    const { post } = await startCollector();
    const response = await post("/v1/track", {}, { "sec-fetch-site": "cross-site" });
    expect(response.status).toBe(403);
  });
});

describe("an image or a script of another site, which has no origin", () => {
  const show = (allowedOrigins: string[] | undefined, handler: () => void) =>
    createCollector({ allowedOrigins, handler }).fetch(
      new Request("https://app.example/pixel/v1/track?userId=u1&event=Opened", {
        headers: { "sec-fetch-site": "cross-site" },
      }),
    );

  it("may use an endpoint that all pages may", async () => {
    const handler = vi.fn();
    expect((await show(undefined, handler)).status).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("may not use one that is for pages of some origins", async () => {
    const handler = vi.fn();
    expect((await show([SHOP], handler)).status).toBe(403);
    expect(handler).not.toHaveBeenCalled();
  });
});
