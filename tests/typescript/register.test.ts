import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const run = promisify(execFile);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(import.meta.dirname, "program-"));
  write(
    "part.ts",
    `export const part: string = "first"; export const url: string = import.meta.url;`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string): string => join(folder, name);

function write(name: string, source: string, at = new Date()): void {
  writeFileSync(path(name), source);
  utimesSync(path(name), at, at);
}

async function start(...args: string[]): Promise<string> {
  const options = { cwd: folder, env: { PATH: process.env["PATH"], NODE_ENV: "test" } };
  return (await run(process.execPath, [...process.execArgv, ...args], options)).stdout.trim();
}

it("runs a program with the sources that it imports as they are now, each at its own address", async () => {
  write(
    "main.ts",
    `import { part, url } from "./part.ts"; console.log(part, import.meta.url, url);`,
  );
  const urls = ["main.ts", "part.ts"].map((name) => pathToFileURL(path(name)).href).join(" ");
  expect(await start(path("main.ts"))).toBe(`first ${urls}`);
  expect(await start(path("main.ts"))).toBe(`first ${urls}`);
  write("part.ts", `export const part = "other"; export const url = import.meta.url;`, new Date(0));
  expect(await start(path("main.ts"))).toBe(`other ${urls}`);
});

it("runs threads, code on the command line and JavaScript that imports sources", async () => {
  write("thread.ts", `import { part } from "./part.ts"; console.log("thread", part);`);
  write(
    "main.ts",
    `import { Worker } from "node:worker_threads"; new Worker(new URL("./thread.ts", import.meta.url));`,
  );
  expect(await start(path("main.ts"))).toBe("thread first");
  expect(await start("--input-type=module", "--eval", `import "./thread.ts"`)).toBe("thread first");
  write("main.mjs", `import "./thread.ts";`);
  expect(await start(path("main.mjs"))).toBe("thread first");
});

it("runs a program that imports a source by a name it makes up", async () => {
  write(
    "other.ts",
    `import { part } from "./part.ts"; console.log("other", part satisfies string);`,
  );
  write("main.ts", `await import(new URL(["./other", "ts"].join("."), import.meta.url).href);`);
  expect(await start(path("main.ts"))).toBe("other first");
});

it("shows in stack traces where the source is", async () => {
  write(
    "fails.ts",
    `interface Nothing {}\n\nexport function fail(): never {\n  throw new Error("on purpose");\n}`,
  );
  write("main.ts", `import { fail } from "./fails.ts";\nfail();`);
  const { stderr } = await start(path("main.ts")).then(
    () => ({ stderr: "" }),
    (error: { stderr: string }) => error,
  );
  expect(stderr).toContain(`${path("fails.ts")}:4:9`);
  expect(stderr).toContain(`${path("main.ts")}:2:1`);
});
