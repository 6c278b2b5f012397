import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runNode } from "./program.ts";
import type { Result } from "./result.ts";
import type { SuiteRun } from "./suite-run.ts";
import { readTap } from "./tap.ts";

/** A process that something keeps alive has failed. */
const TIME_LIMIT = 2 * 60_000;

/** Runs tests for Node's own runner, or for tap: every file in a process of its own, one after the other. */
export async function runFileByFile(
  run: SuiteRun,
  tests: string,
  nodeOptions: readonly string[],
): Promise<Result[]> {
  const results: Result[] = [];
  for (const file of testFiles(join(run.folder, tests))) {
    const args = [...nodeOptions, "--test-reporter=tap", join(tests, file)];
    const { end, duration, stdout, stderr } = await runNode(run, args, TIME_LIMIT);
    const own = readTap(stdout);
    for (const { name, passed } of own) results.push({ name: `${file} › ${name}`, passed });
    // Whatever the tests say, the process may have failed after them.
    results.push({ name: `${file} ends well`, passed: end === 0 });
    if (end !== 0 && own.every(({ passed }) => passed)) {
      console.error(`${file}: ${end} after ${Math.round(duration)} ms\n${stderr}`);
    }
  }
  return results;
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.m?js$/.test(file))
    .sort();
}
