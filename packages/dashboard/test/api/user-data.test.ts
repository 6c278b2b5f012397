import { afterEach, expect, it, vi } from "vitest";
import { eraseUser } from "../../src/api/user-data.ts";

afterEach(() => vi.unstubAllGlobals());

it.each([
  ["with the key of the page", undefined, "Bearer peek_r_1"],
  ["with an admin key that is given for it", "peek_a_2", "Bearer peek_a_2"],
])("erases a user %s", async (_, adminKey, authorization) => {
  vi.stubGlobal("sessionStorage", { getItem: () => "peek_r_1" });
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({}));
  vi.stubGlobal("fetch", fetch);
  await eraseUser("u1", adminKey);
  const [url, init] = fetch.mock.calls[0]!;
  expect(url).toContain("peek/v1/users?id=u1");
  expect(init?.method).toBe("DELETE");
  expect(new Headers(init?.headers).get("authorization")).toBe(authorization);
});
