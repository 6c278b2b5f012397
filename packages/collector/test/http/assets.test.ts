import { describe, expect, it } from "vitest";
import type { Asset } from "../../src/index.ts";
import { startCollector } from "../support/collector.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const assets = new Map<string, Asset>([
  [
    "/index.html",
    { body: encode("<!doctype html>"), contentType: "text/html; charset=utf-8", immutable: false },
  ],
  ["/assets/app-4f.js", { body: encode("1"), contentType: "text/javascript", immutable: true }],
]);
const HTML = { accept: "text/html,*/*;q=0.8" };

describe("assets", () => {
  it.each(["/", "/index.html", "/requests", "/endpoints/GET%20%2Fusers"])(
    "serves the page at %s under a strict policy",
    async (path) => {
      const { get } = await startCollector({ assets });
      const response = await get(path, HTML);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe("<!doctype html>");
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "cache-control": "no-store",
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
          "font-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; " +
          "require-trusted-types-for 'script'",
      });
    },
  );

  it("lets browsers keep hashed files for good", async () => {
    const { get } = await startCollector({ assets });
    const response = await get("/assets/app-4f.js");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("content-type")).toBe("text/javascript");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("serves no page in the place of a missing file or endpoint", async () => {
    const { get } = await startCollector({ assets });
    expect((await get("/assets/gone.js", { accept: "*/*" })).status).toBe(404);
    expect((await get("/peek/v1/nothing", HTML)).status).toBe(404);
    expect((await get("/v1/nothing", HTML)).status).toBe(404);
  });

  it("answers HEAD without a body", async () => {
    const { collector } = await startCollector({ assets });
    const response = await collector.fetch(
      new Request("http://localhost/", { method: "HEAD", headers: HTML }),
    );
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it("has no page without assets", async () => {
    const { get } = await startCollector();
    expect((await get("/", HTML)).status).toBe(404);
  });
});
