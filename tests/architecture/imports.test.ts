import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OXLINT = join(ROOT, "node_modules/.bin/oxlint");

const FORBIDDEN: [file: string, statement: string][] = [
  ["packages/protocol/src/x.ts", `import { x } from "@peekjs/core";`],
  ["packages/protocol/src/x.ts", `import type { x } from "node:http";`],
  ["packages/protocol/src/x.ts", `import { x } from "hono";`],
  ["packages/protocol/src/node/x.ts", `import { x } from "@peekjs/core";`],
  ["packages/core/src/x.ts", `import { x } from "@peekjs/store";`],
  ["packages/core/src/x.ts", `import type { x } from "@peekjs/collector";`],
  ["packages/core/src/x.ts", `import { x } from "node:fs";`],
  ["packages/core/src/x.ts", `import { x } from "node:fs/promises";`],
  ["packages/core/src/adapter/x.ts", `import { x } from "../details/y.ts";`],
  ["packages/core/src/adapter/x.ts", `import type { x } from "../edge/y.ts";`],
  ["packages/core/src/details/x.ts", `import { x } from "../fetch/y.ts";`],
  ["packages/core/src/privacy/mask/x.ts", `import { x } from "../../details/y.ts";`],
  ["packages/core/src/node/x.ts", `import { x } from "undici";`],
  ["packages/express/src/x.ts", `import { x } from "@peekjs/protocol";`],
  ["packages/express/src/x.ts", `import { x } from "hono";`],
  ["packages/express/src/x.ts", `import { x } from "../../core/src/client.ts";`],
  ["packages/hono/src/x.ts", `import { x } from "node:crypto";`],
  ["packages/hono/src/x.ts", `import { x } from "@peekjs/express";`],
  ["packages/koa/src/x.ts", `import { x } from "fastify-plugin";`],
  ["packages/node/src/x.ts", `import { x } from "express";`],
  ["packages/fetch/src/x.ts", `import { x } from "node:http";`],
  ["packages/hapi/src/x.ts", `import { x } from "@hapi/boom";`],
  ["packages/nestjs/src/x.ts", `import { x } from "@nestjs/platform-express";`],
  ["packages/h3/src/x.ts", `import { x } from "node:http";`],
  ["packages/elysia/src/x.ts", `import { x } from "h3";`],
  ["packages/testing/src/x.ts", `import { x } from "@peekjs/core";`],
  ["packages/destinations/src/x.ts", `import { x } from "@peekjs/core";`],
  ["packages/destinations/src/x.ts", `import { x } from "node:crypto";`],
  ["packages/destinations/src/ndjson/x.ts", `import { x } from "@peekjs/store";`],
  ["packages/store/src/x.ts", `import { x } from "@peekjs/collector";`],
  ["packages/collector/src/x.ts", `import { x } from "@peekjs/store";`],
  ["packages/collector/src/x.ts", `import type { x } from "@duckdb/node-api";`],
  ["packages/dashboard/src/x.ts", `import { x } from "@peekjs/protocol";`],
  ["packages/dashboard/src/x.ts", `import type { x } from "@peekjs/store";`],
  ["packages/dashboard/src/x.ts", `import { x } from "node:path";`],
];

const ALLOWED: [file: string, statement: string][] = [
  ["packages/protocol/src/x.ts", `import { x } from "./y.ts";`],
  ["packages/protocol/src/node/x.ts", `import { x } from "node:fs";`],
  ["packages/core/src/x.ts", `import { x } from "@peekjs/protocol";`],
  ["packages/core/src/x.ts", `import { x } from "../other/y.ts";`],
  ["packages/core/src/x.ts", `import type { x } from "node:http";`],
  ["packages/core/src/x.ts", `import { x } from "./details/y.ts";`],
  ["packages/core/src/adapter/x.ts", `import { x } from "../privacy/mask/y.ts";`],
  ["packages/core/src/node/x.ts", `import { x } from "../details/y.ts";`],
  ["packages/core/src/node/x.ts", `import { x } from "node:fs/promises";`],
  ["packages/express/src/x.ts", `import { x } from "@peekjs/core/adapter";`],
  ["packages/express/src/x.ts", `import type { x } from "express";`],
  ["packages/fastify/src/x.ts", `import x from "fastify-plugin";`],
  ["packages/hono/src/x.ts", `import { x } from "hono/router";`],
  ["packages/node/src/x.ts", `import { x } from "node:http";`],
  ["packages/fetch/src/x.ts", `import { x } from "@peekjs/core/fetch";`],
  ["packages/hapi/src/x.ts", `import type { x } from "@hapi/hapi";`],
  ["packages/nestjs/src/x.ts", `import { x } from "@nestjs/common";`],
  ["packages/h3/src/x.ts", `import { x } from "h3";`],
  ["packages/elysia/src/x.ts", `import type { x } from "elysia";`],
  ["packages/testing/src/x.ts", `import { x } from "vitest";`],
  ["packages/destinations/src/x.ts", `import { x } from "@peekjs/protocol";`],
  ["packages/destinations/src/ndjson/x.ts", `import { x } from "node:fs/promises";`],
  ["packages/store/src/x.ts", `import { x } from "@duckdb/node-api";`],
  ["packages/collector/src/x.ts", `import { x } from "hono/streaming";`],
  ["packages/dashboard/src/x.ts", `import type { x } from "@peekjs/protocol";`],
  ["packages/dashboard/src/x.ts", `import { x } from "preact/hooks";`],
  ["packages/cli/src/x.ts", `import { x } from "@peekjs/store";`],
];

const STATEMENTS = [...FORBIDDEN, ...ALLOWED];

/** Two files that import each other. */
const CYCLE: [file: string, text: string][] = [
  [
    "packages/core/src/cycle/a.ts",
    `import { b } from "./b.ts";\nexport const a = (): unknown => b;\n`,
  ],
  [
    "packages/core/src/cycle/b.ts",
    `import { a } from "./a.ts";\nexport const b = (): unknown => a;\n`,
  ],
];

/** One that imports a type alone from another that imports it. */
const TYPE_CYCLE: [file: string, text: string][] = [
  [
    "packages/core/src/types/a.ts",
    `import { b } from "./b.ts";\nexport type A = typeof b;\nexport { b };\n`,
  ],
  [
    "packages/core/src/types/b.ts",
    `import type { A } from "./a.ts";\nexport const b = (a: A): A => a;\n`,
  ],
];

let folder: string;
let refused: ReadonlySet<string>;
let inCycles: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-imports-"));
  copyFileSync(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [index, [file, statement]] of STATEMENTS.entries()) {
    write(numbered(file, index), `${statement}\nexport { x };\n`);
  }
  for (const [file, text] of [...CYCLE, ...TYPE_CYCLE]) write(file, text);
  const { stdout } = spawnSync(OXLINT, ["--format", "json"], { cwd: folder, encoding: "utf8" });
  const { diagnostics, number_of_files: files } = JSON.parse(stdout) as Report;
  expect(files).toBe(STATEMENTS.length + CYCLE.length + TYPE_CYCLE.length);
  const restricted = diagnostics.filter(({ code }) => code.includes("no-restricted-imports"));
  refused = new Set(restricted.map(({ filename }) => filename));
  inCycles = diagnostics
    .filter(({ code }) => code.includes("no-cycle"))
    .map(({ filename }) => filename);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  number_of_files: number;
  diagnostics: { code: string; filename: string }[];
}

function write(file: string, text: string): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Each statement is in a file of its own. */
const numbered = (file: string, index: number): string => file.replace("x.ts", `x${index}.ts`);
const isRefused = (statement: [string, string]): boolean =>
  refused.has(numbered(statement[0], STATEMENTS.indexOf(statement)));

test.each(FORBIDDEN.map((each) => [...each, each] as const))("%s may not %s", (_, __, each) => {
  expect(isRefused(each)).toBe(true);
});

test.each(ALLOWED.map((each) => [...each, each] as const))("%s may %s", (_, __, each) => {
  expect(isRefused(each)).toBe(false);
});

test("files of a package may not import each other in a circle, but for types", () => {
  expect(inCycles.toSorted()).toEqual(CYCLE.map(([file]) => file));
});
