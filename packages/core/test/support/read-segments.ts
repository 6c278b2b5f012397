import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** All that the segments of the spools below a folder hold, as text. */
export function readSegments(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".segment"))
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("");
}
