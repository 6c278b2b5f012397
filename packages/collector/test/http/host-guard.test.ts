import { createKeyRegistry } from "../../src/index.ts";
import { describe, expect, it } from "vitest";
import { startCollector } from "../support/collector.ts";

const OWN = { host: "localhost:7335" };

async function code(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

describe("the host guard in development", () => {
  it.each([
    "localhost:7335",
    "127.0.0.1:7335",
    "[::1]:7335",
    "localhost",
    "LocalHost:1",
    "localhost.:7335",
  ])("answers to the host %s", async (host) => {
    const { get } = await startCollector();
    expect((await get("/healthz", { host })).status).toBe(200);
  });

  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io:7335",
    "192.168.1.7:7335",
    "[::2]",
  ])("refuses the host %s, whose name may resolve to this computer", async (host) => {
    const { get, post } = await startCollector();
    for (const response of [
      await get("/peek/v1/status", { host }),
      await get("/", { host }),
      await post("/v1/ingest", { version: 1 }, { host }),
    ]) {
      expect(response.status).toBe(403);
      expect(await code(response)).toBe("PEEK_E_HOST");
    }
  });

  it("answers to a configured host, with or without port", async () => {
    const { get } = await startCollector({ allowedHosts: ["peek.test", "10.0.0.1:80"] });
    expect((await get("/healthz", { host: "peek.test:7335" })).status).toBe(200);
    expect((await get("/healthz", { host: "10.0.0.1:80" })).status).toBe(200);
    expect((await get("/healthz", { host: "10.0.0.1:81" })).status).toBe(403);
  });

  it.each([
    "http://evil.example",
    "http://localhost:3000",
    "https://localhost:73350",
    "null",
    "http://localhost:7335@evil.example",
  ])("refuses pages of the origin %s", async (origin) => {
    const { get, post } = await startCollector();
    for (const response of [
      await get("/peek/v1/requests", { ...OWN, origin }),
      await post("/v1/ingest", { version: 1 }, { ...OWN, origin }),
    ]) {
      expect(response.status).toBe(403);
      expect(await code(response)).toBe("PEEK_E_ORIGIN");
    }
  });

  it("answers its own page", async () => {
    const { get } = await startCollector();
    const headers = { ...OWN, origin: "http://localhost:7335", "sec-fetch-site": "same-origin" };
    expect((await get("/peek/v1/services", headers)).status).toBe(200);
  });

  it("lets other sites link to a page, and neither embed nor query", async () => {
    const index = {
      body: new TextEncoder().encode("<!doctype html>"),
      contentType: "text/html",
      immutable: false,
    };
    const { get } = await startCollector({ assets: new Map([["/index.html", index]]) });
    const link = { ...OWN, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await get("/", link)).status).toBe(200);
    expect((await get("/peek/v1/services", link)).status).toBe(403);
    expect((await get("/", { ...link, "sec-fetch-mode": "no-cors" })).status).toBe(403);
  });
});

describe("the host guard in production", () => {
  const keys = createKeyRegistry([]);

  it("leaves hosts to the keys, unless some are configured", async () => {
    const open = await startCollector({ mode: "production", keys });
    expect((await open.get("/healthz", { host: "peek.example" })).status).toBe(200);
    const narrow = await startCollector({
      mode: "production",
      keys,
      allowedHosts: ["peek.example"],
    });
    expect((await narrow.get("/healthz", { host: "peek.example" })).status).toBe(200);
    expect((await narrow.get("/healthz", { host: "other.example" })).status).toBe(403);
  });
});
