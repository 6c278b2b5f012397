import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const CODE = /PEEK_[EW]_[A-Z_]*[A-Z]/g;

function codesIn(folder: string, files: RegExp): Set<string> {
  const codes = new Set<string>();
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!files.test(name) || /(^|\/)(node_modules|dist|test)\//.test(name)) continue;
    for (const [code] of readFileSync(join(root, folder, name), "utf8").matchAll(CODE))
      codes.add(code);
  }
  return codes;
}

it("documents every code that the sources know, and no other", () => {
  const known = codesIn("packages", /\/src\/.*\.tsx?$|\/bin\/.*\.js$|^dashboard\/index\.js$/);
  const documented = codesIn("docs/reference", /\.md$/);
  expect([...known].filter((code) => !documented.has(code)).toSorted()).toEqual([]);
  expect([...documented].filter((code) => !known.has(code)).toSorted()).toEqual([]);
});
