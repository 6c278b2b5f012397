import { appendFileSync, cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Suite } from "./suites/suite.ts";

/** Copies a checkout, without what is installed in it, and has all its tests get the framework with a registration. */
export function copyCheckout(suite: Suite, checkout: string, folder: string): void {
  for (const name of readdirSync(checkout)) {
    if (name === ".git") continue;
    if (name === "node_modules") symlinkSync(join(checkout, name), join(folder, name), "junction");
    else cpSync(join(checkout, name), join(folder, name), { recursive: true });
  }
  const inside = fileURLToPath(new URL(`inside/${suite.framework}.cjs`, import.meta.url));
  appendFileSync(join(folder, suite.entry), `\n${suite.replaceExports(JSON.stringify(inside))}\n`);
}
