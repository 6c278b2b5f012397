import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientStats } from "@peekjs/protocol";

const FILE = "stats.json";

/** @throws when the disk is full or gone */
export function writeStats(folder: string, stats: ClientStats): void {
  writeFileSync(join(folder, FILE), JSON.stringify(stats), { mode: 0o600 });
}

/** Undefined where there are none, or none that are whole. */
export function readStats(folder: string): ClientStats | undefined {
  try {
    const stats = JSON.parse(readFileSync(join(folder, FILE), "utf8")) as ClientStats | null;
    return typeof stats?.accepted === "number" ? stats : undefined;
  } catch {
    return undefined;
  }
}
