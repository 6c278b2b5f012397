import { runScript } from "../script-error.ts";
import { CheckFailure, command } from "./command.ts";
import { checkCommonJsTypes } from "./commonjs-types.ts";
import { checkDashboardBudget } from "./dashboard-budget.ts";
import { weighEdge } from "./edge-size.ts";
import { checkEdgeTypes } from "./edge-types.ts";
import { checkLoading } from "./loading.ts";
import { checkPackedFiles } from "./packed-files.ts";

/** A check resolves, perhaps with a figure worth showing, or throws what it found. */
type Check = () => Promise<unknown> | string;

const BUILD = "build";

/** In this order; those from the build on need what it builds. */
const CHECKS: readonly [name: string, check: Check][] = [
  ["format", () => silent(command("oxfmt", "--check"))],
  ["lint, and who imports whom", () => silent(command("oxlint", "--type-aware"))],
  ["types", () => silent(command("tsc", "-p", "tsconfig.json"))],
  ["types of the dashboard", () => silent(command("tsc", "-p", "packages/dashboard", "--noEmit"))],
  ["nothing unused", () => silent(command("knip", "--no-progress"))],
  [BUILD, () => silent(command("turbo", "run", "build", "--output-logs=errors-only"))],
  [
    "packages: publint, types",
    () => silent(command("turbo", "run", "lint:package", "--output-logs=errors-only")),
  ],
  ["packages: contents", checkPackedFiles],
  ["packages: CommonJS", checkLoading],
  ["packages: CommonJS, in types", checkCommonJsTypes],
  ["packages: types on the edge", checkEdgeTypes],
  ["size of the dashboard", checkDashboardBudget],
  ["size on the edge", weighEdge],
];

await runScript(async () => {
  const failed: string[] = [];
  for (const [name, check] of CHECKS) {
    const passed = await run(name, check);
    if (!passed) failed.push(name);
    if (!passed && name === BUILD) break;
  }
  console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join("; ")}.`);
  return failed.length === 0 ? 0 : 1;
});

async function run(name: string, check: Check): Promise<boolean> {
  const started = performance.now();
  const time = (): string => `${((performance.now() - started) / 1_000).toFixed(1)} s`.padStart(7);
  try {
    const figure = await check();
    const remark = typeof figure === "string" ? `   ${figure}` : "";
    console.log(`ok     ${name.padEnd(28)} ${time()}${remark}`);
    return true;
  } catch (error) {
    console.log(`FAILED ${name.padEnd(28)} ${time()}`);
    console.log(error instanceof CheckFailure ? error.message : error);
    return false;
  }
}

/** Of programs that only tell what is wrong. */
async function silent(output: Promise<string>): Promise<void> {
  await output;
}
