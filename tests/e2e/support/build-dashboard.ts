import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const DASHBOARD = fileURLToPath(new URL("../../../packages/dashboard/", import.meta.url));
const SOURCES = ["src", "public", "index.html", "vite.config.ts", "package.json"];

/** Builds the dashboard when its files are missing or older than its sources. */
export default async function buildDashboard(): Promise<void> {
  const built = newest(join(DASHBOARD, "dist"));
  if (built > Math.max(...SOURCES.map((path) => newest(join(DASHBOARD, path))))) return;
  await build({ root: DASHBOARD, logLevel: "error" });
}

/** When a file, or the last changed one below a folder, was written; 0 when there is none. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((entry) => newest(join(path, entry))));
}
