import { afterEach, expect, it, vi } from "vitest";
import { readKey, rememberReadKey } from "../../src/api/read-key.ts";

afterEach(() => vi.unstubAllGlobals());

it("keeps a key for the tab", () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  });
  expect(rememberReadKey("peek_r_1")).toBe(true);
  expect(readKey()).toBe("peek_r_1");
});

it("says that it cannot where the browser lets a page keep nothing", () => {
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("sessionStorage", { getItem: refuse, setItem: refuse });
  expect(rememberReadKey("peek_r_1")).toBe(false);
  expect(readKey()).toBeUndefined();
});
