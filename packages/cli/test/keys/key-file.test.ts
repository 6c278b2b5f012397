import {
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { KeyFile } from "../../src/keys/key-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("keeps the digest of a key, never the key, in a file of this user alone", async () => {
  const folder = temporaryFolder();
  const { key } = await new KeyFile(folder).create("w", "orders");
  const path = join(folder, "keys.json");
  expect(readFileSync(path, "utf8")).not.toContain(key.split("_").at(-1));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("gives all keys of an installation the same salt", async () => {
  const file = new KeyFile(temporaryFolder());
  const first = await file.create("w");
  const second = await file.create("r");
  expect(parsePeekKey(first.key).salt).toBe(parsePeekKey(second.key).salt);
});

test("finds a key that was made after it was opened, and sees a revocation", async () => {
  const folder = temporaryFolder();
  const running = new KeyFile(folder);
  expect(running.find("unknown")).toBeUndefined();

  const { id } = (await new KeyFile(folder).create("w", "orders")).entry;
  expect(running.find(id)).toMatchObject({ kind: "w", service: "orders" });
  expect(running.hasWriteKey()).toBe(true);

  const path = join(folder, "keys.json");
  const stored = JSON.parse(readFileSync(path, "utf8"));
  stored.keys[0].revoked = true;
  writeFileSync(path, JSON.stringify(stored));
  utimesSync(path, new Date(), new Date(Date.now() + 1_000));
  expect(running.find(id)).toMatchObject({ revoked: true });
  expect(running.hasWriteKey()).toBe(false);
});

test("a read key alone lets no client report", async () => {
  const file = new KeyFile(temporaryFolder());
  await file.create("r");
  expect(file.hasWriteKey()).toBe(false);
});

test("keeps all keys that are made at once", async () => {
  const folder = temporaryFolder();
  const made = await Promise.all(Array.from({ length: 10 }, () => new KeyFile(folder).create("w")));
  const file = new KeyFile(folder);
  for (const { entry } of made) expect(file.find(entry.id)).toMatchObject({ kind: "w" });
  expect(new Set(made.map(({ key }) => parsePeekKey(key).salt)).size).toBe(1);
});

test.each([
  ["is damaged", (path: string) => writeFileSync(path, readFileSync(path, "utf8").slice(0, 20))],
  [
    "leads nowhere",
    (path: string) => {
      rmSync(path);
      symlinkSync(path, path);
    },
  ],
])("goes on with the keys that it had while its file %s, and says so once", async (_, damage) => {
  const folder = temporaryFolder();
  const { id } = (await new KeyFile(folder).create("w")).entry;
  const reported: unknown[] = [];
  const running = new KeyFile(folder, (error) => reported.push(error));
  expect(running.find(id)).toBeDefined();
  const path = join(folder, "keys.json");
  const content = readFileSync(path, "utf8");
  damage(path);
  for (let i = 0; i < 3; i++) expect(running.find(id)).toBeDefined();
  expect(reported).toEqual([expect.objectContaining({ code: "PEEK_E_KEY_FILE" })]);
  rmSync(path);
  writeFileSync(path, content.replace('"kind"', '"revoked": true, "kind"'));
  expect(running.find(id)).toMatchObject({ revoked: true });
});

test("finds no key while its file is gone, rather than say that it is unknown", async () => {
  const folder = temporaryFolder();
  const { id } = (await new KeyFile(folder).create("w")).entry;
  const running = new KeyFile(folder);
  expect(running.find(id)).toBeDefined();
  const path = join(folder, "keys.json");
  renameSync(path, `${path}.aside`);
  const refusal = expect.objectContaining({
    code: "PEEK_E_KEY_FILE",
    message: expect.stringMatching(/keys\.json was removed\./),
  });
  for (let i = 0; i < 2; i++) expect(() => running.find(id)).toThrow(refusal);
  renameSync(`${path}.aside`, path);
  expect(running.find(id)).toBeDefined();
});

test("counts the keys of a file that takes the place of one that was gone", async () => {
  const folder = temporaryFolder();
  const { id } = (await new KeyFile(folder).create("w")).entry;
  const running = new KeyFile(folder);
  running.load();
  rmSync(join(folder, "keys.json"));
  expect(() => running.find(id)).toThrow("was removed");
  const next = (await new KeyFile(folder).create("w")).entry;
  expect(running.find(next.id)).toBeDefined();
  expect(running.find(id)).toBeUndefined();
});

test("refuses a key file that is damaged", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "keys.json"), "{");
  expect(() => new KeyFile(folder).hasWriteKey()).toThrow(
    expect.objectContaining({ code: "PEEK_E_KEY_FILE", exitCode: 78 }),
  );
});

test.each([
  ["{", "it is no JSON"],
  ["", "it is no JSON"],
  ["[]", 'it has no list "keys"'],
  ["null", 'it has no list "keys"'],
  ['{"keys":{}}', 'it has no list "keys"'],
  ['{"keys":[null]}', "key 1 of it"],
  ['{"keys":[{"id":"abcd","kind":"w","digest":"00"},{"id":"efgh","kind":"w"}]}', "key 2 of it"],
  ['{"keys":[{"id":7,"kind":"w","digest":"00"}]}', "key 1 of it"],
  ['{"keys":[{"id":"abcd","kind":"x","digest":"00"}]}', "key 1 of it"],
])("says why a key file cannot be used, and shows nothing of it: %s", async (content, why) => {
  const folder = temporaryFolder();
  const path = join(folder, "keys.json");
  writeFileSync(path, content);
  const file = new KeyFile(folder);
  const refusal = expect.objectContaining({
    code: "PEEK_E_KEY_FILE",
    message: expect.stringMatching(new RegExp(`keys\\.json .*: ${why}`)),
  });
  expect(() => file.list()).toThrow(refusal);
  expect(() => file.find("abcd")).toThrow(refusal);
  await expect(file.create("w")).rejects.toThrow(refusal);
  expect(readFileSync(path, "utf8")).toBe(content);
});

test("takes a key that is revoked by whatever word for revoked", () => {
  const folder = temporaryFolder();
  const keys = ["true", 1, true, {}, "", false, null, undefined].map((revoked, i) => ({
    id: `key${i}`,
    kind: "w",
    digest: "00",
    revoked,
  }));
  writeFileSync(join(folder, "keys.json"), JSON.stringify({ keys }));
  const file = new KeyFile(folder);
  const states = keys.map(({ id }) => file.list().find((key) => key.id === id)?.revoked === true);
  expect(states).toEqual([true, true, true, true, true, false, false, false]);
  expect(file.find("key0")).toMatchObject({ revoked: true });
});

test("takes what is no text in a key that was written by hand for the text that it is written as", () => {
  const folder = temporaryFolder();
  const keys = [
    { id: "abcd", kind: "w", digest: "00", service: 7, createdAt: 2026, replacedBy: {} },
    { id: "efgh", kind: "w", digest: "00", service: null, environment: null, expiresAt: null },
  ];
  writeFileSync(join(folder, "keys.json"), JSON.stringify({ keys }));
  const [first, second] = new KeyFile(folder).list();
  expect(first).toMatchObject({ service: "7", createdAt: "2026", replacedBy: "{}" });
  expect(second).toEqual({ id: "efgh", kind: "w", digest: "00" });
});

test("says that a key file cannot be written, and why, when nothing was changed", async () => {
  const data = join(temporaryFolder(), "data");
  writeFileSync(data, "a file where the folder should be");
  const refusal = expect.objectContaining({
    code: "PEEK_E_KEY_FILE",
    message: expect.stringMatching(/keys\.json cannot be written \((EEXIST|ENOTDIR)\)/),
    exitCode: 1,
  });
  await expect(new KeyFile(data).create("w")).rejects.toThrow(refusal);
  await expect(new KeyFile(data).revoke("abcd")).rejects.toThrow(refusal);
});
