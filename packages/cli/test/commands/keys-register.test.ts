import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function register(folder: string, ...args: string[]): RunningCommand {
  return new RunningCommand(["keys", "register", ...args], folder);
}

test("lets a vendor's client send with the key it has", async () => {
  const folder = temporaryFolder();
  const command = register(folder, "wk_live_secret", "--dialect", "segment", "--service", "shop");
  expect(await command.exit()).toBe(0);
  expect(command.stdout).toMatch(/^sha256:[0-9a-f]{16}\n$/);
  expect(readFileSync(join(folder, ".peek", "keys.json"), "utf8")).not.toContain("wk_live_secret");

  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = await peek.url();
  const send = (key: string) =>
    fetch(`${url}/v1/track`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ type: "track", event: "Signed Up", userId: "u1" }),
    });
  expect((await send("wk_live_secret")).status).toBe(200);
  expect((await send("wk_live_other")).status).toBe(401);
});

test("refuses a key that is registered already", async () => {
  const folder = temporaryFolder();
  expect(await register(folder, "ak_live_1").exit()).toBe(0);
  const again = register(folder, "ak_live_1");
  expect(await again.exit()).toBe(1);
  expect(again.stderr).toMatch(/^PEEK_E_KEY_REGISTERED /);
});

test.each([
  [["a", "b"]],
  [["a", "--dialect", "mixpanel"]],
  [["peek_w_x"]],
  [["a b"]],
  [["a", "--service", ""]],
  [[]],
])("refuses %j", async (args) => {
  const command = register(temporaryFolder(), ...args);
  expect(await command.exit()).toBe(2);
  expect(command.stderr).toMatch(/^PEEK_E_USAGE /);
});
