import { randomUUID } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ListedDestination } from "@peekjs/protocol";
import type { CountsStorage } from "../counts.ts";
import { queueFolder } from "./queue-folder.ts";

/** The counts of a destination, in a file beside its queue. Whoever reads it finds all of it, the last but a second. */
export class CountsFile implements CountsStorage {
  readonly #path: string;

  /** @param directory of the queue, which exists */
  constructor(directory: string) {
    this.#path = join(directory, "counts.json");
  }

  async read(): Promise<ListedDestination | undefined> {
    try {
      const found = JSON.parse(await readFile(this.#path, "utf8")) as unknown;
      return isCounts(found) ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /** Counts what was erased of a queue, where anything was counted of it; `left` is what is in it now. */
  async addErased(
    erased: number,
    { events: pending, dead }: { events: number; dead: number },
  ): Promise<void> {
    const counts = await this.read();
    if (counts === undefined) return;
    const dropped = { ...counts.dropped, erased: (counts.dropped["erased"] ?? 0) + erased };
    await this.write({ ...counts, pending, dead, dropped });
  }

  async write(counts: ListedDestination): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}`;
    try {
      await writeFile(temporary, `${JSON.stringify(counts)}\n`, { mode: 0o600 });
      await rename(temporary, this.#path);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }
}

/**
 * What a collector has counted of a destination, the last second apart, whether or not it runs.
 *
 * @param directory that of `openDestinationStorage`
 * @param kind of the destination, where it is not its name
 * @returns undefined when it has counted nothing
 */
export function readDestinationCounts(
  directory: string,
  name: string,
  kind?: string,
): Promise<ListedDestination | undefined> {
  return new CountsFile(queueFolder(directory, name, kind)).read();
}

function isCounts(found: unknown): found is ListedDestination {
  if (typeof found !== "object" || found === null) return false;
  const counts = found as Record<string, unknown>;
  const numbers = ["since", "accepted", "filtered", "delivered", "pending", "dead", "attempts"];
  const maps = ["dropped", "omitted"];
  return (
    numbers.every((field) => Number.isFinite(counts[field])) &&
    maps.every((field) => isNumbers(counts[field]))
  );
}

function isNumbers(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every(Number.isFinite);
}
