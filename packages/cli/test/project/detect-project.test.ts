import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { detectProject } from "../../src/project/detect-project.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function project(files: Record<string, unknown>): string {
  const root = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

test("finds framework, installed version, package manager and language", () => {
  const folder = project({
    "package.json": { dependencies: { koa: "^3" }, devDependencies: { typescript: "*" } },
    "yarn.lock": "",
    "node_modules/koa/package.json": { version: "3.3.0" },
  });
  expect(detectProject(folder)).toEqual({
    framework: { name: "koa", version: "3.3.0" },
    packageManager: "yarn",
    language: "TypeScript",
  });
});

test("reads the nearest package.json, and the lockfile of the workspace above it", () => {
  const folder = project({
    "package.json": { dependencies: { express: "5" } },
    "pnpm-lock.yaml": "",
    "apps/api/package.json": { dependencies: { hono: "4" } },
    "apps/api/src/index.js": "",
  });
  expect(detectProject(join(folder, "apps/api/src"))).toMatchObject({
    framework: { name: "hono" },
    packageManager: "pnpm",
    language: "JavaScript",
  });
});

test("takes the packageManager field where there is no lockfile", () => {
  const folder = project({ "package.json": { packageManager: "bun@1.4.5" } });
  expect(detectProject(folder)).toMatchObject({ framework: undefined, packageManager: "bun" });
});

test.each([
  ["broken", "{"],
  ["no object", "[]"],
  ["of wrong types", { dependencies: 7, devDependencies: null, packageManager: {} }],
])("survives a package.json that is %s", (_, content) => {
  expect(detectProject(project({ "package.json": content }))).toMatchObject({
    framework: undefined,
    packageManager: "npm",
  });
});
