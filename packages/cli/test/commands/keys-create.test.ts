import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test.each([
  [["--write", "--service", "orders"], "w"],
  [["--read"], "r"],
  [["--admin"], "a"],
])("prints a key and nothing else on stdout: %j", async (args, kind) => {
  const command = new RunningCommand(["keys", "create", ...args], temporaryFolder());
  expect(await command.exit()).toBe(0);
  expect(parsePeekKey(command.stdout.trimEnd()).kind).toBe(kind);
});

test.each([
  [[]],
  [["--write", "--read"]],
  [["--read", "--admin"]],
  [["--read", "--service", "orders"]],
])("refuses %j", async (args) => {
  const command = new RunningCommand(["keys", "create", ...args], temporaryFolder());
  expect(await command.exit()).toBe(2);
  expect(command.stderr).toMatch(/^PEEK_E_USAGE /);
});
