import { expect, test, vi } from "vitest";
import { createNodePlatform } from "../../src/node/platform.ts";

test("what is printed is one line, whatever it quotes of a request or of the app's own errors", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  createNodePlatform().print("[peek] first\r\nsecond \u001b[31mred\u009b2J\u2028third");
  const printed = write.mock.calls;
  write.mockRestore();
  expect(printed).toEqual([["[peek] first second  [31mred 2J third\n"]]);
});
