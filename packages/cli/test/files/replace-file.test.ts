import { chownSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceFile } from "../../src/files/replace-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const COLLECTOR = 12_345;

test("leaves the new content, readable by its user alone, and nothing else", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "keys.json");
  writeFileSync(path, "old", { mode: 0o644 });
  await replaceFile(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["keys.json"]);
});

test.skipIf(process.getuid?.() !== 0)(
  "an administrator's command leaves it to the user whose folder it is in",
  async () => {
    const folder = temporaryFolder();
    chownSync(folder, COLLECTOR, COLLECTOR);
    const path = join(folder, "keys.json");
    await replaceFile(path, "by root");
    expect(statSync(path)).toMatchObject({ uid: COLLECTOR, gid: COLLECTOR });
  },
);
