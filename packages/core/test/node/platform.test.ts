import { createHook } from "node:async_hooks";
import { expect, test, vi } from "vitest";
import { createNodePlatform } from "../../src/node/platform.ts";

test("what is printed is one line, whatever it quotes of a request or of the app's own errors", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  createNodePlatform().print("[peek] first\r\nsecond \u001b[31mred\u009b2J\u2028third");
  const printed = write.mock.calls;
  write.mockRestore();
  expect(printed).toEqual([["[peek] first second  [31mred 2J third\n"]]);
});

test("a platform leaves nothing open in the eyes of a test runner that asks async hooks", async () => {
  const open = new Set<number>();
  const hook = createHook({
    init: (id, type) => void (type === "peek" && open.add(id)),
    destroy: (id) => void open.delete(id),
  }).enable();
  const platform = createNodePlatform();
  expect(open.size).toBe(1);
  await platform.nextTurn();
  await expect.poll(() => open.size).toBe(0);
  hook.disable();
});

test("turns come where a test runner took the timers away before peek was loaded", async () => {
  vi.stubGlobal("setImmediate", () => undefined);
  vi.resetModules();
  const loaded = await import("../../src/node/platform.ts");
  vi.unstubAllGlobals();
  await loaded.createNodePlatform().nextTurn();
});
