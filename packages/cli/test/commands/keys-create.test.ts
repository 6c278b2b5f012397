import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { runHere } from "../support/run-here.ts";

test.each([
  [["--write", "--service", "orders"], "w"],
  [["--read"], "r"],
  [["--admin"], "a"],
])("prints a key and nothing else on stdout: %j", async (args, kind) => {
  const { code, stdout } = await runHere(["keys", "create", ...args]);
  expect(code).toBe(0);
  expect(parsePeekKey(stdout.trimEnd()).kind).toBe(kind);
});

test.each([
  [[]],
  [["--write", "--read"]],
  [["--read", "--admin"]],
  [["--read", "--service", "orders"]],
])("refuses %j", async (args) => {
  const { code, stderr } = await runHere(["keys", "create", ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PEEK_E_USAGE /);
});
