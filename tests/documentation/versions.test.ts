import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const packages = join(import.meta.dirname, "../../packages");
const names = readdirSync(packages).filter((name) =>
  existsSync(join(packages, name, "src/version.ts")),
);

it.each(names)("%s reports the version that its package has", (name) => {
  const source = readFileSync(join(packages, name, "src/version.ts"), "utf8");
  const manifest = readFileSync(join(packages, name, "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  expect(/version = "([^"]+)"/.exec(source)?.[1] ?? version).toBe(version);
  expect(source).toMatch(/version = "|package\.json/);
});
