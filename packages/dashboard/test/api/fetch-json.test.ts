import { afterEach, expect, it, vi } from "vitest";
import { fetchJson } from "../../src/api/fetch-json.ts";

afterEach(() => vi.unstubAllGlobals());

it("says that the collector cannot be reached, whatever the browser calls that", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(fetchJson("/peek/v1/status")).rejects.toThrow("The collector cannot be reached.");
});

it("leaves a request that was given up what it is", async () => {
  const abort = new DOMException("given up", "AbortError");
  vi.stubGlobal("fetch", () => Promise.reject(abort));
  await expect(fetchJson("/peek/v1/status")).rejects.toBe(abort);
});

it("tells a refusal in the collector's own words", async () => {
  const problem = { detail: "limit is too large", code: "PEEK_E_PARAMETER" };
  vi.stubGlobal("fetch", async () => Response.json(problem, { status: 400 }));
  await expect(fetchJson("/peek/v1/events")).rejects.toMatchObject({
    message: problem.detail,
    code: problem.code,
    status: 400,
  });
});
