import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const table = readFileSync(join(root, "docs/reference/options.md"), "utf8");
const source = readFileSync(join(root, "packages/core/src/options/options.ts"), "utf8");
const variables = readFileSync(join(root, "packages/core/src/options/environment.ts"), "utf8");

it("documents every option of the client, and no other", () => {
  const interfaces = source.slice(0, source.indexOf("export interface Consumer "));
  const options = [...interfaces.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name!);
  const documented = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name!);
  expect(documented.toSorted()).toEqual(options.toSorted());
});

it("documents every environment variable that is read", () => {
  const read = [...variables.matchAll(/"((?:PEEK|OTEL)_\w+)"/g)].map(([, name]) => name!);
  for (const name of read) expect(table).toContain(`\`${name}\``);
});
