import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { runHere, type Outcome } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 30_000 };

function keys(folder: string, ...args: string[]): Promise<Outcome> {
  return runHere(["keys", ...args], {}, undefined, folder);
}

async function create(folder: string, ...args: string[]): Promise<string> {
  return (await keys(folder, "create", ...args)).stdout.trim();
}

/** The row of one key in what `peek keys` prints. */
async function rowOf(folder: string, id: string): Promise<string> {
  const { stdout } = await keys(folder);
  return stdout.split("\n").find((line) => line.startsWith(id)) ?? "";
}

/** As if the time had come. */
function letExpire(folder: string, id: string, expiresAt = "2020-01-01T00:00:00.000Z"): void {
  const path = join(folder, ".peek", "keys.json");
  const stored = JSON.parse(readFileSync(path, "utf8")) as { keys: { id: string }[] };
  const changed = stored.keys.map((key) => (key.id === id ? { ...key, expiresAt } : key));
  writeFileSync(path, JSON.stringify({ ...stored, keys: changed }));
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test("a key is refused once its time is over, and its uses are listed", async () => {
  const folder = temporaryFolder();
  const lasting = await create(folder, "--write", "--expires", "90d");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = await peek.url();
  const unused = await create(folder, "--read");

  const expiry = new Date(Date.now() + 6_000);
  const brief = await create(folder, "--write", "--expires", expiry.toISOString());
  expect((await reportRequest(url, bearer(brief))).status).toBe(202);
  expect(await rowOf(folder, parsePeekKey(brief).id)).toContain("active until 2");
  await expect
    .poll(async () => (await reportRequest(url, bearer(brief))).status, EVENTUALLY)
    .toBe(401);
  expect(Date.now()).toBeGreaterThanOrEqual(expiry.getTime());
  const refused = (await (await reportRequest(url, bearer(brief))).json()) as object;
  expect(refused).toMatchObject({
    code: "PEEK_E_KEY_EXPIRED",
    detail: expect.stringContaining(expiry.toISOString()),
  });
  expect((await reportRequest(url, bearer(lasting))).status).toBe(202);

  const row = (key: string) => rowOf(folder, parsePeekKey(key).id);
  await expect.poll(() => row(brief), EVENTUALLY).toMatch(/ \d+ (s|min) ago +expired 2\S+$/);
  expect(await row(unused)).toMatch(/ never +active$/);
  expect(await peek.stop()).toBe(0);
  expect(await row(lasting)).toMatch(/ \d+ (s|min) ago +active until 2\S+$/);
  expect(peek.stderr).toBe("");
});

test("says when a new key expires, as text and as JSON", async () => {
  const folder = temporaryFolder();
  const expiry = "2999-01-31T10:00:00.000Z";
  for (const args of [["--write", "--service", "orders"], ["--read"], ["--admin"]]) {
    const { code, stderr } = await keys(folder, "create", ...args, "--expires", "2999-01-31T10:00");
    expect(code).toBe(0);
    expect(stderr).toContain(`expires on ${expiry}`);
  }
  const { stdout } = await keys(folder, "create", "--read", "--expires", expiry, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ expiresAt: expiry });
  const { keys: listed } = JSON.parse((await keys(folder, "list", "--json")).stdout);
  expect(listed).toHaveLength(4);
  for (const key of listed) expect(key).toMatchObject({ expiresAt: expiry, revoked: false });
});

test.each([["soon"], ["0d"], ["2020-01-01"], [""]])("refuses --expires %j", async (given) => {
  const folder = temporaryFolder();
  for (const args of [
    ["create", "--write"],
    ["register", "wk_live_1"],
  ]) {
    const { code, stderr } = await keys(folder, ...args, "--expires", given);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^PEEK_E_USAGE --expires /);
  }
});

test("another vendor's key expires, and is let in again", async () => {
  const folder = temporaryFolder();
  const expiry = "2999-01-31T00:00:00.000Z";
  const args = ["register", "wk_live_1", "--expires", "2999-01-31"];
  const { stdout, stderr } = await keys(folder, ...args);
  const id = stdout.trim();
  expect(stderr).toContain(`expires on ${expiry}`);
  const listed = JSON.parse((await keys(folder, "list", "--json")).stdout);
  expect(listed).toMatchObject({ keys: [{ id, expiresAt: expiry }] });

  letExpire(folder, id);
  expect(await rowOf(folder, id)).toMatch(/expired 2020-01-01T00:00:00$/);
  const again = await keys(folder, "register", "wk_live_1");
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(/^PEEK_E_KEY_REGISTERED .*expired.*--replace/);
  expect(await keys(folder, "register", "wk_live_1", "--replace")).toMatchObject({ code: 0 });
  expect(await rowOf(folder, id)).toMatch(/active$/);
});

test("a key whose expiry was written by hand, and is no time, is refused", async () => {
  const folder = temporaryFolder();
  const key = await create(folder, "--write");
  letExpire(folder, parsePeekKey(key).id, "next summer");
  expect(await rowOf(folder, parsePeekKey(key).id)).toMatch(/expired$/);
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const response = await reportRequest(await peek.url(), bearer(key));
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "PEEK_E_KEY_EXPIRED" });
});

test("a collector whose keys have all expired starts again, and says so", async () => {
  const folder = temporaryFolder();
  const { id } = parsePeekKey(await create(folder, "--write"));
  letExpire(folder, id);
  const peek = new RunningCommand(["start", "--host", "0.0.0.0", "--port", "0"], folder);
  await peek.until(/The keys of all clients have expired: peek keys create --write/);
});
