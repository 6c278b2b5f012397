import { afterEach, expect, it, vi } from "vitest";
import { redrive } from "../../src/api/destination-queries.ts";

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["with the key of the page", undefined, "Bearer peek_r_1"],
  ["with an admin key that is given for it", "peek_a_2", "Bearer peek_a_2"],
])("sends dead letters again %s", async (_, adminKey, authorization) => {
  vi.stubGlobal("sessionStorage", { getItem: () => "peek_r_1" });
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ redriven: 1 }));
  vi.stubGlobal("fetch", fetch);
  expect(await redrive("webhook", adminKey)).toEqual({ redriven: 1 });
  const [url, init] = fetch.mock.calls[0]!;
  expect(url).toContain("peek/v1/destinations/redrive?name=webhook");
  expect(init?.method).toBe("POST");
  expect(new Headers(init?.headers).get("authorization")).toBe(authorization);
});
