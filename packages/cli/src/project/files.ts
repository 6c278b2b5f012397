import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

export { existsSync as exists };

/** A folder, its parent and so on to the root. */
export function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/** The object in a JSON file; undefined when it cannot be read as one. */
export function readJson(path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
