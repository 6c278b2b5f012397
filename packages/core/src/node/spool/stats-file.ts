import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ClientStats } from "@peekjs/protocol";

const FILE = "stats.json";

/** What a client last said of itself, for who takes its folder over. */
export class StatsFile {
  readonly #file: number;
  #length = 0;

  /** @throws when the file cannot be made */
  constructor(folder: string) {
    this.#file = openSync(join(folder, FILE), "w", 0o600);
  }

  /**
   * Overwrites what is there: some file systems take a hundred times as long for a file that is emptied first.
   *
   * @throws when the disk is full or gone
   */
  write(stats: ClientStats): void {
    const json = JSON.stringify(stats).padEnd(this.#length);
    writeSync(this.#file, json, 0);
    this.#length = json.length;
  }

  close(): void {
    closeSync(this.#file);
  }
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
