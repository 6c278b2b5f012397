import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { runHere, type Outcome } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Listed {
  id: string;
  createdAt: string;
  expiresAt?: string;
  replacedBy?: string;
}

function keys(folder: string, args: readonly string[], input = ""): Promise<Outcome> {
  return runHere(["keys", ...args], {}, input, folder);
}

async function create(folder: string, ...args: string[]): Promise<string> {
  return (await keys(folder, ["create", ...args])).stdout.trim();
}

async function list(folder: string): Promise<Listed[]> {
  const { stdout } = await keys(folder, ["list", "--json"]);
  return (JSON.parse(stdout) as { keys: Listed[] }).keys;
}

/** Changes the first key of the file, as if it had been made otherwise. */
function change(folder: string, fields: object): void {
  const path = join(folder, ".peek", "keys.json");
  const stored = JSON.parse(readFileSync(path, "utf8")) as { keys: object[] };
  stored.keys[0] = { ...stored.keys[0], ...fields };
  writeFileSync(path, JSON.stringify(stored));
}

const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

/** How long from now, in milliseconds; for times within a minute of what is meant. */
const untilThen = (iso: string | undefined) =>
  Math.round((Date.parse(iso ?? "") - Date.now()) / 60_000) * 60_000;

test("clients change their key while both let in, until the grace is over", async () => {
  const folder = temporaryFolder();
  const old = await create(folder, "--write", "--service", "orders");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = await peek.url();
  const status = async (key: string) =>
    (await reportRequest(url, { authorization: `Bearer ${key}` })).status;

  const { code, stdout, stderr } = await keys(folder, ["rotate", parsePeekKey(old).id]);
  expect(code).toBe(0);
  const renewed = stdout.trim();
  expect(stdout).toBe(`${renewed}\n`);
  expect(parsePeekKey(renewed)).toMatchObject({ kind: "w", salt: parsePeekKey(old).salt });
  expect(await status(old)).toBe(202);
  expect(await status(renewed)).toBe(202);
  const [first, second] = await list(folder);
  expect(first).toMatchObject({ replacedBy: parsePeekKey(renewed).id, revoked: false });
  expect(untilThen(first!.expiresAt)).toBe(7 * DAY);
  expect(second).toMatchObject({ kind: "write", service: "orders" });
  expect(second).not.toHaveProperty("expiresAt");
  expect(stderr).toContain(first!.expiresAt);
  expect(stderr).not.toContain(renewed.split("_").at(-1));
  expect((await keys(folder, ["list"])).stdout).toContain(`replaced by ${second!.id}`);

  const again = (await keys(folder, ["rotate", renewed, "--grace", "0d"])).stdout.trim();
  expect(await status(renewed)).toBe(401);
  expect(await status(again)).toBe(202);
});

test("the live streams of the old key end with its grace", async () => {
  const folder = temporaryFolder();
  const old = await create(folder, "--read");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = `${await peek.url()}/peek/v1/stream`;
  const { status, body } = await fetch(url, { headers: { authorization: `Bearer ${old}` } });
  expect(status).toBe(200);
  const ended = text(body!);
  const renewed = (await keys(folder, ["rotate", old, "--grace", "0d"])).stdout.trim();
  const since = performance.now();
  expect(await ended).toContain("event: hello");
  // A second, and what a busy machine takes.
  expect(performance.now() - since).toBeLessThan(5_000);
  const again = await fetch(url, { headers: { authorization: `Bearer ${renewed}` } });
  expect(again.status).toBe(200);
  await again.body?.cancel();
});

test.each([["--read"], ["--admin"]])(
  "the new key allows what the old one did: %s",
  async (kind) => {
    const folder = temporaryFolder();
    const old = await create(folder, kind);
    const renewed = (await keys(folder, ["rotate", "-"], `${old}\n`)).stdout.trim();
    expect(parsePeekKey(renewed).kind).toBe(parsePeekKey(old).kind);
    expect(parsePeekKey(renewed).id).not.toBe(parsePeekKey(old).id);
  },
);

test("another vendor's key is replaced by one of peek's own, with the same options", async () => {
  const folder = temporaryFolder();
  const options = { dialect: "segment", service: "shop", environment: "staging" };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const id = (await keys(folder, ["register", "wk_live_1", ...args])).stdout.trim();
  const { stdout, stderr } = await keys(folder, ["rotate", id, "--grace", "12h", "--json"]);
  const told = JSON.parse(stdout) as { id: string; key: string; replaced: Listed };
  expect(parsePeekKey(told.key)).toMatchObject({ kind: "w", id: told.id });
  expect(told).toMatchObject({ ...options, replaced: { id, replacedBy: told.id } });
  expect(untilThen(told.replaced.expiresAt)).toBe(12 * HOUR);
  expect(stderr).toContain("in the place of the vendor's");
  expect(stderr).not.toContain("PEEK_API_KEY");
  expect(stderr).toContain("peek keys register");
  expect(await list(folder)).toMatchObject([{ id }, { id: told.id, kind: "write", ...options }]);
});

test.each([
  ["is over sooner stays so", 2 * HOUR],
  ["has expired stays so", -HOUR],
])("the grace prolongs nothing: what %s", async (_, left) => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write"));
  const expiresAt = fromNow(left);
  change(folder, { expiresAt, createdAt: fromNow(left - 90 * DAY) });
  const { code, stderr } = await keys(folder, ["rotate", id]);
  expect(code).toBe(0);
  expect(stderr).toContain(left > 0 ? `is refused from ${expiresAt} on` : `since ${expiresAt}`);
  const [old, renewed] = await list(folder);
  expect(old).toMatchObject({ expiresAt, replacedBy: renewed!.id });
  // For as long as the old one was made for.
  expect(untilThen(renewed!.expiresAt)).toBe(90 * DAY);
});

test("a key for as long as can be written is replaced by one that lets in", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write", "--expires", "9999-12-31"));
  change(folder, { createdAt: fromNow(-400 * DAY) });
  expect(await keys(folder, ["rotate", id])).toMatchObject({ code: 0 });
  expect((await list(folder))[1]).toMatchObject({ expiresAt: "9999-12-31T23:59:59.999Z" });
  expect((await keys(folder, ["list"])).stdout).toMatch(/active until 9999-12-31T23:59:59$/m);
});

test("the new key expires when that is asked for", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write", "--expires", "90d"));
  await keys(folder, ["rotate", id, "--expires", "2999-01-31"]);
  expect((await list(folder))[1]).toMatchObject({ expiresAt: "2999-01-31T00:00:00.000Z" });
});

test("a key of which nobody knows how long it was made for needs --expires", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write"));
  change(folder, { createdAt: undefined, expiresAt: fromNow(DAY) });
  const { code, stderr } = await keys(folder, ["rotate", id]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PEEK_E_USAGE .*--expires/);
  expect(await list(folder)).toHaveLength(1);
});

test("refuses a key that was revoked, or replaced before, and changes nothing", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write"));
  const renewed = parsePeekKey((await keys(folder, ["rotate", id])).stdout.trim());
  const before = await list(folder);
  const replaced = await keys(folder, ["rotate", id, "--grace", "1h"]);
  expect(replaced).toMatchObject({ code: 1, stdout: "" });
  expect(replaced.stderr).toMatch(/^PEEK_E_KEY_REPLACED /);
  expect(replaced.stderr).toContain(renewed.id);
  expect(await list(folder)).toEqual(before);

  await keys(folder, ["revoke", renewed.id]);
  const revoked = await keys(folder, ["rotate", renewed.id]);
  expect(revoked).toMatchObject({ code: 1, stdout: "" });
  expect(revoked.stderr).toMatch(/^PEEK_E_KEY_REVOKED .*peek keys create/);
  expect(await list(folder)).toHaveLength(2);
});

test("of several that rotate a key at once, one does", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write"));
  const all = await Promise.all(Array.from({ length: 5 }, () => keys(folder, ["rotate", id])));
  expect(all.filter(({ code }) => code === 0)).toHaveLength(1);
  expect(await list(folder)).toHaveLength(2);
});

test.each([
  [[]],
  [["abc"]],
  [["4fK2", "--grace", "soon"]],
  [["4fK2", "--grace", "-1d"]],
  [["4fK2", "--grace", "2031-01-31"]],
  [["4fK2", "--expires", "0d"]],
])("refuses %j", async (args) => {
  const { code, stderr } = await keys(temporaryFolder(), ["rotate", ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^PEEK_E_USAGE /);
});
