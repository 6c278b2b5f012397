import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";

/** A destination as it rests. */
export interface StoredDestination {
  name: string;
  /** One of the destination types. */
  type: string;
  options: Record<string, unknown>;
  /** Encrypted, by option. */
  secrets: Record<string, string>;
  /** Whether it may be at a private address. */
  allowPrivate: boolean;
}

/** The destinations of a data directory: a file in it, readable by its user alone, with the secrets encrypted. */
export class DestinationFile {
  readonly #path: string;

  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, "destinations.json");
  }

  read(): StoredDestination[] {
    try {
      const { destinations } = JSON.parse(readFileSync(this.#path, "utf8")) as {
        destinations?: StoredDestination[];
      };
      if (Array.isArray(destinations)) return destinations;
      throw new TypeError("It holds no list of destinations.");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw new CommandError(
        "PEEK_E_DESTINATION_FILE",
        `The file ${this.#path} cannot be read. Give this user permission, or restore it from a backup.`,
        EXIT_CODE.config,
        { cause },
      );
    }
  }

  async write(destinations: readonly StoredDestination[]): Promise<void> {
    const temporary = `${this.#path}.${process.pid}`;
    const content = `${JSON.stringify({ destinations }, null, 2)}\n`;
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}
