import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { runHere, type Outcome } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function keys(folder: string, args: readonly string[], input?: string): Promise<Outcome> {
  return runHere(["keys", ...args], {}, input, folder);
}

async function create(folder: string, ...args: string[]): Promise<string> {
  return (await keys(folder, ["create", ...args])).stdout.trim();
}

async function states(folder: string): Promise<Record<string, boolean>> {
  const { stdout } = await keys(folder, ["list", "--json"]);
  const listed = JSON.parse(stdout) as { keys: { id: string; revoked: boolean }[] };
  return Object.fromEntries(listed.keys.map(({ id, revoked }) => [id, revoked]));
}

test("a collector that runs takes a new key, and refuses it once it is revoked", async () => {
  const folder = temporaryFolder();
  const old = await create(folder, "--write");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = await peek.url();
  const report = (key: string) => reportRequest(url, { authorization: `Bearer ${key}` });
  const renewed = await create(folder, "--write");
  expect((await report(renewed)).status).toBe(202);
  expect((await report(old)).status).toBe(202);

  expect(await keys(folder, ["revoke", parsePeekKey(old).id])).toMatchObject({ code: 0 });
  const refused = await report(old);
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: "PEEK_E_KEY_REVOKED" });
  expect((await report(renewed)).status).toBe(202);
});

test.each<[string, (key: string) => string[], boolean]>([
  ["its id", (key) => [parsePeekKey(key).id], false],
  ["the start of its id", (key) => [parsePeekKey(key).id.slice(0, 6)], false],
  ["the start of the key", (key) => [key.slice(0, 14)], false],
  ["the key", (key) => [key], false],
  ["the key on stdin", () => ["-"], true],
])("revokes the key that is named by %s, and no other", async (_, name, isSent) => {
  const folder = temporaryFolder();
  const key = await create(folder, "--write", "--service", "orders");
  const other = await create(folder, "--read");
  const revoke = ["revoke", ...name(key)];
  const { code, stdout, stderr } = await keys(folder, revoke, isSent ? `${key}\n` : undefined);
  const { id } = parsePeekKey(key);
  expect(code).toBe(0);
  expect(stdout).toBe(`${id}\n`);
  expect(stderr).toContain(`Revoked the write key ${id} for "orders".`);
  expect(stderr).not.toContain(key.split("_").at(-1));
  expect(await states(folder)).toEqual({ [id]: true, [parsePeekKey(other).id]: false });
});

test.each([
  ["its id", (id: string) => id],
  ["the start of its id", (id: string) => id.slice(0, 12)],
  ["its digits alone", (id: string) => id.slice("sha256:".length, -4)],
  ["the key", () => "wk_live_secret"],
])("revokes another vendor's key that is named by %s", async (_, name) => {
  const folder = temporaryFolder();
  const id = (await keys(folder, ["register", "wk_live_secret"])).stdout.trim();
  expect(await keys(folder, ["revoke", name(id)])).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect(await states(folder)).toEqual({ [id]: true });
});

test("revokes a vendor's key that is shorter than the start of an id", async () => {
  const folder = temporaryFolder();
  const id = (await keys(folder, ["register", "s1"])).stdout.trim();
  expect(await keys(folder, ["revoke", "s1"])).toMatchObject({ code: 0, stdout: `${id}\n` });
});

test("says that no client has a key any more", async () => {
  const folder = temporaryFolder();
  const [first, second] = [await create(folder, "--write"), await create(folder, "--write")];
  const revoke = async (key: string) =>
    (await keys(folder, ["revoke", parsePeekKey(key).id])).stderr;
  expect(await revoke(first)).not.toContain("No client");
  expect(await revoke(second)).toContain("No client has a key any more: peek keys create --write");
});

test("may be repeated, and keeps when it was first", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--read"));
  const first = JSON.parse((await keys(folder, ["revoke", id, "--json"])).stdout);
  expect(first).toMatchObject({ id, kind: "read", revoked: true, revokedAt: expect.any(String) });
  const again = await keys(folder, ["revoke", id, "--json"]);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout)).toEqual(first);
  expect(again.stderr).toContain("was revoked before");
});

test("refuses what no key begins with, and what several do", async () => {
  const folder = temporaryFolder();
  const key = await create(folder, "--write");
  const unknown = await keys(folder, ["revoke", "zzzzzzzz"]);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toMatch(/^PEEK_E_KEY_NOT_FOUND .*"zzzzzzzz".*peek keys list/);
  expect(unknown.stderr).toContain(folder);

  // A key of another kind, and one of which a character is wrong.
  for (const wrong of [key.replace("peek_w_", "peek_r_").slice(0, 14), `${key.slice(0, -1)}_`]) {
    const { code, stderr } = await keys(folder, ["revoke", wrong]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PEEK_E_KEY_NOT_FOUND /);
    expect(stderr).not.toContain(key.split("_").at(-1)!.slice(0, 10));
  }

  const ids = [];
  // Both SHA-256 begin with c1e8.
  for (const vendorKey of ["vendor-key-176", "vendor-key-351"]) {
    ids.push((await keys(folder, ["register", vendorKey])).stdout.trim());
  }
  const ambiguous = await keys(folder, ["revoke", "sha256:c1e8"]);
  expect(ambiguous.code).toBe(1);
  expect(ambiguous.stderr).toMatch(/^PEEK_E_KEY_AMBIGUOUS /);
  for (const id of ids) expect(ambiguous.stderr).toContain(id);
  expect(Object.values(await states(folder))).toEqual([false, false, false]);
});

test.each([[[]], [["abc"]], [["peek_w_"]], [["sha256:"]], [["a", "b"]], [[""]]])(
  "refuses %j",
  async (args) => {
    const folder = temporaryFolder();
    await create(folder, "--write");
    const { code, stderr } = await keys(folder, ["revoke", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^PEEK_E_USAGE /);
  },
);
