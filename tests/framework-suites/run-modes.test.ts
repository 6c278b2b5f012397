import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runModes } from "./run-modes.ts";
import type { Suite } from "./suites/suite.ts";

/** Of each run in a mode, whether the one test passes that may fail; the last counts for further runs. */
type Runs = Record<"bare" | "no-op" | "peek", readonly boolean[]>;

let temporary: string;
let printed: string[];
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "peek-run-modes-"));
  printed = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(temporary, { recursive: true });
});

/** Whether peek breaks nothing, and what is said of the test. */
async function judge(runs: Runs): Promise<[isInvisible: boolean, said: string[]]> {
  const checkout = join(temporary, "checkout");
  mkdirSync(checkout);
  writeFileSync(join(checkout, "entry.js"), "");
  const counts = { bare: 0, "no-op": 0, peek: 0 };
  const suite: Suite = {
    framework: "koa",
    comparisons: [{ subject: "peek", control: "no-op" }],
    entry: "entry.js",
    replaceExports: () => "",
    async run({ env }) {
      const mode = env["PEEK_SUITE_MODE"] as keyof Runs;
      if (mode === "peek") await record(env["PEEK_SUITE_ENDPOINT"]!);
      const passed = runs[mode][counts[mode]++] ?? runs[mode].at(-1)!;
      const steady = ["a", "b"].map((name) => ({ name, passed: true }));
      return [...steady, { name: "the test", passed }];
    },
  };
  const folder = join(temporary, "run");
  mkdirSync(folder);
  const isInvisible = await runModes(suite, checkout, { peekFile: "", options: {} }, folder);
  const said = printed.filter((line) => line.endsWith(", not with no-op: the test"));
  return [isInvisible, said.map((line) => line.split(" ")[0]!)];
}

async function record(endpoint: string): Promise<void> {
  const { createPeek } = await import("@peekjs/core");
  const client = createPeek({ endpoint, disabled: false, durability: "memory" });
  client.recordRequest({ method: "GET", path: "/", status: 200, durationMs: 1 });
  await client.shutdown();
}

const [fine, fails] = [[true], [false]];

test.each<[what: string, runs: Runs, isInvisible: boolean, said: string[]]>([
  ["nothing", { bare: fine, "no-op": fine, peek: fine }, true, []],
  [
    "a test that fails with peek, each time",
    { bare: fine, "no-op": fine, peek: fails },
    false,
    ["BROKEN"],
  ],
  [
    "one that fails with peek once",
    { bare: fine, "no-op": fine, peek: [false, true] },
    true,
    ["once"],
  ],
  ["one that fails with the no-op too", { bare: fine, "no-op": fails, peek: fails }, true, []],
  ["one that fails bare too", { bare: fails, "no-op": fine, peek: fails }, true, []],
  [
    "one that fails bare now and then",
    { bare: [true, false], "no-op": fine, peek: fails },
    true,
    ["flaky"],
  ],
  [
    "one that fails with the no-op now and then",
    { bare: fine, "no-op": [true, false], peek: fails },
    true,
    ["flaky"],
  ],
])("%s", async (_, runs, isInvisible, said) => {
  expect(await judge(runs)).toEqual([isInvisible, said]);
});
