import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { runHere } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function keys(folder: string, ...args: string[]): Promise<string> {
  return (await runHere(["keys", ...args], {}, "", folder)).stdout.trim();
}

function read(folder: string, name: string): object[] {
  const content = readFileSync(join(folder, ".peek", name), "utf8");
  return content
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
}

const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string;
const by = "command line";

test("keys that are made, registered, rotated and revoked are on record, without a secret", async () => {
  const folder = temporaryFolder();
  const first = await keys(folder, "create", "--write", "--service", "orders", "--expires", "90d");
  const foreign = await keys(folder, "register", "wk_live_secret", "--dialect", "segment");
  await keys(folder, "register", "wk_live_secret", "--replace");
  const key = parsePeekKey(first).id;
  const second = await keys(folder, "rotate", key, "--grace", "1h");
  await keys(folder, "revoke", key);
  await keys(folder, "revoke", key);
  await keys(folder, "rotate", key);
  await keys(folder, "list");

  const made = { kind: "write", service: "orders", expiresAt: at };
  const replacedBy = parsePeekKey(second).id;
  expect(read(folder, "audit-keys.jsonl")).toEqual([
    { at, action: "key.created", by, key, ...made },
    { at, action: "key.registered", by, key: foreign, kind: "write", dialect: "segment" },
    { at, action: "key.registered", by, key: foreign, kind: "write", dialect: "auto" },
    { at, action: "key.created", by, key: replacedBy, ...made },
    { at, action: "key.rotated", by, key, ...made, replacedBy },
    { at, action: "key.revoked", by, key, ...made, replacedBy },
  ]);
  const path = join(folder, ".peek", "audit-keys.jsonl");
  const content = readFileSync(path, "utf8");
  for (const secret of [first, second].map((each) => each.split("_").at(-1)!)) {
    expect(content).not.toContain(secret);
  }
  const { keys: stored } = JSON.parse(readFileSync(join(folder, ".peek", "keys.json"), "utf8")) as {
    keys: { digest: string }[];
  };
  for (const { digest } of stored) expect(content).not.toContain(digest);
  expect(content).not.toContain("wk_live");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a key that cannot be put on record is made all the same, with a warning", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".peek", "audit-keys.jsonl"), { recursive: true });
  const args = ["keys", "create", "--read"];
  const { code, stdout, stderr } = await runHere(args, {}, "", folder);
  expect(code).toBe(0);
  expect(parsePeekKey(stdout.trim()).kind).toBe("r");
  expect(stderr).toMatch(/^PEEK_W_AUDIT /);
});

test("a collector puts on record who exported and erased which user, and refused keys once", async () => {
  const folder = temporaryFolder();
  const write = await keys(folder, "create", "--write");
  const admin = await keys(folder, "create", "--admin");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  const url = await peek.url();
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  await fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { "x-api-key": write, ...bearer(write), "content-type": "application/json" },
    body: JSON.stringify({ type: "track", event: "Seen", userId: "ada@example.com" }),
  });
  const users = `${url}/peek/v1/users`;
  const id = "id=ada%40example.com";
  expect((await fetch(`${users}/export?${id}`, { headers: bearer(admin) })).status).toBe(200);
  const erase = { method: "DELETE", headers: bearer(admin) };
  expect((await fetch(`${users}?${id}`, erase)).status).toBe(200);

  const digest = createHash("sha256").update("ada@example.com").digest("hex");
  const told = { at, by: parsePeekKey(admin).id, user: `sha256:${digest.slice(0, 16)}` };
  expect(read(folder, "audit-users.jsonl")).toEqual([
    { action: "user.exported", ...told },
    { action: "user.erased", ...told },
  ]);
  expect(statSync(join(folder, ".peek", "audit-users.jsonl")).mode & 0o777).toBe(0o600);

  await keys(folder, "revoke", parsePeekKey(write).id);
  for (let i = 0; i < 3; i++) await reportRequest(url, bearer(write));
  expect(await peek.stop()).toBe(0);
  const { id: key } = parsePeekKey(write);
  expect(read(folder, "audit-keys.jsonl").slice(2)).toEqual([
    expect.objectContaining({ action: "key.revoked", key }),
    { at, action: "key.refused", by: key, key, reason: "revoked" },
  ]);
  expect(existsSync(join(folder, ".peek", "audit-users.jsonl.1"))).toBe(false);
});
