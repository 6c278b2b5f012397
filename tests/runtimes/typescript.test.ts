import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { FROM_SOURCES } from "../support/from-sources.ts";
import { binary } from "./support/binaries.ts";

const run = promisify(execFile);

test.each([
  ["this Node", process.execPath],
  ["Node 22", binary("node22/bin/node")],
  ["Node 24", binary("node24/bin/node")],
  ["Node 26", binary("node26/bin/node")],
])("%s runs a program in TypeScript that makes up the name of what it imports", async (_, node) => {
  const folder = await mkdtemp(join(tmpdir(), "peek-typescript-"));
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  await writeFile(join(folder, "part.ts"), "export const answer: number = 42;\n");
  await writeFile(
    join(folder, "program.ts"),
    `const { href } = new URL(["./part", "ts"].join("."), import.meta.url);
     const { answer } = (await import(href)) as { answer: number };
     console.log(answer satisfies number);\n`,
  );
  const { stdout } = await run(node, [...FROM_SOURCES, join(folder, "program.ts")]);
  expect(stdout).toBe("42\n");
});
