import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "../root.ts";
import { CheckFailure } from "./command.ts";

/** Bytes after gzip. */
const BUDGETS = { ".js": 80_000, ".css": 10_000 };

/** Weighs all scripts and styles of the built dashboard. */
export function checkDashboardBudget(): string {
  const folder = join(ROOT, "packages/dashboard/dist/assets");
  const weights = Object.entries(BUDGETS).map(([extension, budget]) => {
    const files = readdirSync(folder).filter((file) => file.endsWith(extension));
    const weight = files
      .map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).byteLength)
      .reduce((sum, bytes) => sum + bytes, 0);
    return { extension, budget, weight };
  });
  const text = weights
    .map(
      ({ extension, budget, weight }) =>
        `${extension} ${kilobytes(weight)} of ${kilobytes(budget)}`,
    )
    .join(", ");
  if (weights.some(({ budget, weight }) => weight > budget || weight === 0)) {
    throw new CheckFailure(`The dashboard does not keep its budget: ${text} after gzip`);
  }
  return text;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
