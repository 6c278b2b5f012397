import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../scripts/root.ts";

interface Manifest {
  name: string;
  version: string;
  peerDependencies?: Record<string, string>;
}

function read(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

const { devDependencies } = read(import.meta.dirname) as unknown as {
  devDependencies: Record<string, string>;
};
const installed = Object.keys(devDependencies)
  .map((name) => read(join(import.meta.dirname, "node_modules", name)))
  .map(({ name, version }) => `${name} ${version}`);

/** The first version of each part of the adapters' peer ranges. */
const first = readdirSync(join(ROOT, "packages"))
  .map((folder) => read(join(ROOT, "packages", folder)))
  .filter(({ name }) => name !== "@peekjs/testing")
  .flatMap(({ peerDependencies = {} }) => Object.entries(peerDependencies))
  // Those of the app, whichever it has: nothing of them runs.
  .filter(([name]) => !name.startsWith("@types/"))
  .map(([name, range]) => range.split(" || ").map((part) => `${name} ${part.replace("^", "")}`));

it("has the oldest version of every framework that an adapter takes", () => {
  expect(first.length).toBeGreaterThan(8);
  expect(installed).toEqual(expect.arrayContaining(first.map(([oldest]) => oldest)));
});

it("has no version of a framework that is not the first of its major", () => {
  const names = new Set(first.flat().map((each) => each.split(" ")[0]));
  const frameworks = installed.filter((each) => names.has(each.split(" ")[0]));
  expect(first.flat()).toEqual(expect.arrayContaining(frameworks));
});
