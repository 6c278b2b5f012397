import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runHere, type Outcome } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function register(folder: string, ...args: string[]): Promise<Outcome> {
  return runHere(["keys", "register", ...args], {}, "", folder);
}

test("lets a vendor's client send with the key it has", async () => {
  const folder = temporaryFolder();
  const args = ["wk_live_secret", "--dialect", "segment", "--service", "shop"];
  const command = new RunningCommand(["keys", "register", ...args], folder);
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
  expect(await register(folder, "ak_live_1")).toMatchObject({ code: 0 });
  const again = await register(folder, "ak_live_1");
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^PEEK_E_KEY_REGISTERED /);
});

test("lets a key in anew, with other options and after it was revoked, where that is asked for", async () => {
  const folder = temporaryFolder();
  const { stdout } = await register(folder, "ak_live_1", "--service", "shop");
  const id = stdout.trim();
  await runHere(["keys", "revoke", id], {}, "", folder);
  const again = await register(folder, "ak_live_1");
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^PEEK_E_KEY_REGISTERED .*revoked.*--replace/);

  expect(await register(folder, "ak_live_1", "--service", "web", "--replace")).toMatchObject({
    code: 0,
    stdout: `${id}\n`,
  });
  const listed = await runHere(["keys", "list", "--json"], {}, "", folder);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    keys: [{ id, service: "web", revoked: false }],
  });
});

test.each([
  [["a", "b"]],
  [["a", "--dialect", "mixpanel"]],
  [["peek_w_x"]],
  [["a b"]],
  [["a", "--service", ""]],
  [[]],
])("refuses %j", async (args) => {
  const { code, stderr } = await register(temporaryFolder(), ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PEEK_E_USAGE /);
});
