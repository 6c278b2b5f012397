import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PeekOptions } from "@peekjs/core";
import { startRecordingEndpoint } from "@peekjs/testing";
import { ScriptError } from "../../scripts/script-error.ts";
import { broken, failures } from "./compare.ts";
import { copyCheckout } from "./copy-checkout.ts";
import { type Result, withDistinctNames } from "./run/result.ts";
import type { Suite } from "./suites/suite.ts";

/** What is registered in the apps. */
interface Subject {
  /** Module that exports an adapter and `createPeek`. */
  peekFile: string;
  /** Of the client. */
  options: PeekOptions;
}

/** Runs a suite bare and in each of its modes, and prints what happens; false when peek breaks a test. */
export async function runModes(
  suite: Suite,
  checkout: string,
  { peekFile, options }: Subject,
  temporary: string,
): Promise<boolean> {
  const folder = join(temporary, suite.framework);
  mkdirSync(folder);
  copyCheckout(suite, checkout, folder);

  const run = async (mode: string): Promise<Result[]> => {
    await using endpoint = await startRecordingEndpoint();
    const env = {
      ...process.env,
      NODE_OPTIONS: "",
      PEEK_SUITE_MODE: mode,
      PEEK_SUITE_MODULE: peekFile,
      PEEK_SUITE_ENDPOINT: endpoint.url,
      PEEK_SUITE_OPTIONS: JSON.stringify(options),
      PEEK_STORAGE_PATH: join(temporary, "spool"),
    };
    const results = withDistinctNames(await suite.run({ folder, env }));
    const failed = failures(results);
    const records = `${endpoint.requests.length} requests recorded`;
    console.log(`\n${mode}: ${results.length} results, ${failed.length} fail, ${records}`);
    for (const name of failed) console.log(`  ${name}`);
    if (failed.length > results.length / 2) {
      throw new ScriptError("PEEK_E_SUITE", `The suite does not run here, ${mode}.`);
    }
    if (mode.startsWith("peek") && endpoint.requests.length === 0) {
      throw new ScriptError("PEEK_E_SUITE", `Nothing was recorded, ${mode}.`);
    }
    return results;
  };

  const bare = await run("bare");
  let isInvisible = true;
  for (const { control, subject } of suite.comparisons) {
    const expected = await run(control);
    const suspects = broken(expected, await run(subject), bare);
    if (suspects.length === 0) continue;
    // Suites have tests that fail now and then, also without peek.
    const again = new Set(broken(expected, await run(subject)));
    const withoutPeek = again.size === 0 ? [] : [await run("bare"), await run(control)];
    const flaky = new Set(withoutPeek.flatMap(failures));
    for (const name of suspects) {
      const verdict = !again.has(name) ? "once" : flaky.has(name) ? "flaky" : "BROKEN";
      console.log(`${verdict.padEnd(6)} with ${subject}, not with ${control}: ${name}`);
      if (verdict === "BROKEN") isInvisible = false;
    }
  }
  return isInvisible;
}
