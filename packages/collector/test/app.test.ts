import { PeekError, StoreBusyError } from "@peekjs/protocol";
import { describe, expect, it, vi } from "vitest";
import { ROUTES } from "../src/routes.ts";
import { envelope, row, startCollector } from "./support/collector.ts";
import { emptyStore } from "./support/store.ts";

describe("every answer", () => {
  it.each(["/healthz", "/peek/v1/status", "/nothing", "/peek/v1/top?limit=x"])(
    "of %s names the version and protects the browser",
    async (path) => {
      const { get } = await startCollector();
      const { headers } = await get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        "peek-version": "1.2.3",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(headers.has("access-control-allow-origin")).toBe(false);
    },
  );
});

describe("what is not there", () => {
  it.each([
    "/v1/nothing",
    "/v1/",
    "/peek/v1",
    "/peek/v1/query",
    "/peek/v2/status",
    "/../etc/passwd",
  ])("%s is a problem that says so", async (path) => {
    const { get } = await startCollector();
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      status: 404,
      code: "PEEK_E_NOT_FOUND",
      retryable: false,
      title: expect.any(String) as string,
      type: expect.stringMatching(/^https:.*#peek_e_not_found$/) as string,
    });
  });

  it.each([...new Set(ROUTES.map(({ path }) => path))])(
    "another method than those of %s is refused with the right ones",
    async (path) => {
      const { collector } = await startCollector();
      const methods: string[] = ROUTES.filter((route) => route.path === path).map(
        ({ method }) => method,
      );
      const others = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].filter(
        (other) => !methods.includes(other),
      );
      for (const other of others) {
        const response = await collector.fetch(
          new Request(`http://localhost${path}`, { method: other }),
        );
        expect(response.status).toBe(405);
        expect(response.headers.get("allow")).toBe(methods.join(", ").replace("GET", "GET, HEAD"));
      }
    },
  );
});

describe("a failing store", () => {
  it("is a 503 with Retry-After while it is busy", async () => {
    const store = await emptyStore();
    vi.spyOn(store, "append").mockRejectedValue(new StoreBusyError("The backlog is full.", 3));
    const { post } = await startCollector({ store });
    const response = await post("/v1/ingest", envelope([row()]));
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("3");
    expect(await response.json()).toMatchObject({ code: "PEEK_E_STORE_BUSY", retryable: true });
  });

  it.each([
    [503, "PEEK_E_STORE_WRITE", new PeekError("PEEK_E_STORE_WRITE", "/secret cannot be written.")],
    [503, "PEEK_E_STORE_WORKER", new PeekError("PEEK_E_STORE_WORKER", "/secret is damaged.")],
    [503, "PEEK_E_STORE_CLOSED", new PeekError("PEEK_E_STORE_CLOSED", "/secret is closed.")],
    [500, "PEEK_E_INTERNAL", new Error("disk /secret/path is full")],
  ])("is a %i %s that keeps its cause to the log", async (status, code, failure) => {
    const store = await emptyStore();
    vi.spyOn(store, "append").mockRejectedValue(failure);
    const onError = vi.fn();
    const { post } = await startCollector({ store, onError });
    const response = await post("/v1/ingest", envelope([row()]));
    expect(response.status).toBe(status);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code, retryable: true });
    expect(body).not.toContain("secret");
    expect(onError).toHaveBeenCalledWith(failure);
  });

  it("is a 503 with its words when a question takes too long", async () => {
    const store = await emptyStore();
    const failure = new PeekError("PEEK_E_STORE_TIMEOUT", "Ask about a shorter time.");
    vi.spyOn(store, "services").mockRejectedValue(failure);
    const { collector } = await startCollector({ store, onError: () => undefined });
    const response = await collector.fetch(new Request("http://localhost:7335/peek/v1/services"));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      code: "PEEK_E_STORE_TIMEOUT",
      detail: "Ask about a shorter time.",
      retryable: true,
    });
  });
});
