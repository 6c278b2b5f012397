import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { runHere, type Outcome } from "../support/run-here.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function keys(folder: string, ...args: string[]): Promise<Outcome> {
  return runHere(["keys", ...args], {}, undefined, folder);
}

async function create(folder: string, ...args: string[]): Promise<string> {
  return (await keys(folder, "create", ...args)).stdout.trim();
}

test.each([[[]], [["list"]]])(
  "lists what each key allows and when it was made, without the key: keys %j",
  async (command) => {
    const folder = temporaryFolder();
    const write = await create(folder, "--write", "--service", "orders");
    const admin = await create(folder, "--admin");
    await keys(folder, "register", "wk_live_secret", "--dialect", "segment", "--service", "shop");

    const { code, stdout } = await keys(folder, ...command);
    expect(code).toBe(0);
    const [headings, ...rows] = stdout.trimEnd().split("\n");
    expect(headings).toMatch(
      /^ID +ALLOWS +SERVICE +ENVIRONMENT +DIALECT +CREATED +LAST USED +STATE$/,
    );
    const created = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`;
    expect(rows).toEqual([
      expect.stringMatching(
        `^${parsePeekKey(write).id} +write +orders +any +auto +${created} +never +active$`,
      ),
      expect.stringMatching(
        `^${parsePeekKey(admin).id} +admin +- +- +- +${created} +never +active$`,
      ),
      expect.stringMatching(
        `^sha256:[0-9a-f]{16} +write +shop +production +segment +${created} +never +active$`,
      ),
    ]);
    for (const secret of [write.split("_").at(-1)!, admin.split("_").at(-1)!, "wk_live"]) {
      expect(stdout).not.toContain(secret);
    }
  },
);

test("prints the same as JSON, with neither digest nor salt", async () => {
  const folder = temporaryFolder();
  const key = await create(folder, "--write", "--service", "orders");
  const { id } = parsePeekKey(key);
  await keys(folder, "revoke", id);
  const { code, stdout } = await keys(folder, "list", "--json");
  expect(code).toBe(0);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(JSON.parse(stdout)).toEqual({
    keys: [
      { id, kind: "write", service: "orders", createdAt: time, revoked: true, revokedAt: time },
    ],
  });
});

test("says where it looked when there is no key, and makes no data directory", async () => {
  const folder = temporaryFolder();
  const { code, stdout, stderr } = await keys(folder, "list");
  expect(code).toBe(0);
  expect(stdout).toBe("");
  expect(stderr).toContain(join(folder, ".peek"));
  expect(() => readFileSync(join(folder, ".peek"))).toThrow(/ENOENT/);
  expect(JSON.parse((await keys(folder, "list", "--json")).stdout)).toEqual({ keys: [] });
});

test("lists entries that were written by hand, without what a terminal would obey", async () => {
  const folder = temporaryFolder();
  await create(folder, "--write");
  const entry = { id: "abcd", kind: "w", digest: "00", service: "\u001B[31m", revoked: true };
  writeFileSync(join(folder, ".peek", "keys.json"), JSON.stringify({ keys: [entry] }));
  const { stdout } = await keys(folder, "list");
  expect(stdout).toMatch(/^abcd +write +\?\[31m +any +auto +\? +never +revoked$/m);
});

test("lists when each key was last used, as far as that can be read", async () => {
  const folder = temporaryFolder();
  const [used, unused] = [await create(folder, "--write"), await create(folder, "--read")];
  const ids = [parsePeekKey(used).id, parsePeekKey(unused).id];
  const path = join(folder, ".peek", "key-uses.json");
  const at = new Date(Date.now() - 3.5 * 60_000).toISOString();
  writeFileSync(path, JSON.stringify({ uses: { [ids[0]!]: at } }));
  const rows = async () => (await keys(folder)).stdout.trimEnd().split("\n").slice(1);
  expect(await rows()).toEqual([
    expect.stringMatching(/ 3 min ago +active$/),
    expect.stringMatching(/ never +active$/),
  ]);
  const { stdout } = await keys(folder, "list", "--json");
  expect(JSON.parse(stdout)).toEqual({
    keys: [
      expect.objectContaining({ id: ids[0], lastUsedAt: at }),
      expect.not.objectContaining({ lastUsedAt: expect.anything() }),
    ],
  });

  writeFileSync(path, "{");
  for (const row of await rows()) expect(row).toMatch(/ \? +active$/);
});
