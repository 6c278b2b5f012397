import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { whileLocked } from "../files/lock-file.ts";
import { replaceFile } from "../files/replace-file.ts";

/** Of the file's format, which secrets are sealed for, too. */
export const FILE_VERSION = 1;

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
  readonly path: string;

  constructor(dataDirectory: string) {
    this.path = join(dataDirectory, "destinations.json");
  }

  /** The text of the file; undefined where there is none. */
  content(): string | undefined {
    try {
      return readFileSync(this.path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw this.#unusable("cannot be read. Give this user permission", cause);
    }
  }

  /** @throws CommandError `PEEK_E_DESTINATION_FILE` */
  read(): StoredDestination[] {
    const content = this.content();
    if (content === undefined) return [];
    const { version, destinations } = this.#parse(content);
    if (version !== FILE_VERSION) {
      const problem = `is of version ${String(version)}, and this peek knows ${FILE_VERSION} alone. Use the peek that wrote it`;
      throw this.#unusable(problem);
    }
    if (isList(destinations)) return destinations;
    throw this.#unusable("holds no list of destinations, each with a name of its own. Correct it");
  }

  /** Writes what becomes of the destinations; nobody else changes them meanwhile. */
  async update(
    change: (destinations: StoredDestination[]) => readonly StoredDestination[],
  ): Promise<void> {
    await whileLocked(this.path, async () => {
      const content = { version: FILE_VERSION, destinations: change(this.read()) };
      await replaceFile(this.path, `${JSON.stringify(content, null, 2)}\n`);
    });
  }

  #parse(content: string): { version?: unknown; destinations?: unknown } {
    try {
      return Object(JSON.parse(content)) as { version?: unknown; destinations?: unknown };
    } catch (cause) {
      throw this.#unusable("is no JSON. Correct it", cause);
    }
  }

  #unusable(problem: string, cause?: unknown): CommandError {
    return new CommandError(
      "PEEK_E_DESTINATION_FILE",
      `The file ${this.path} ${problem}, or restore it from a backup.`,
      EXIT_CODE.config,
      { cause },
    );
  }
}

function isList(found: unknown): found is StoredDestination[] {
  if (!Array.isArray(found) || !found.every(isDestination)) return false;
  return new Set(found.map(({ name }) => name.toLowerCase())).size === found.length;
}

function isDestination(found: unknown): found is StoredDestination {
  if (!isRecord(found)) return false;
  const { name, type, options, secrets, allowPrivate } = found;
  return (
    typeof name === "string" &&
    typeof type === "string" &&
    isRecord(options) &&
    isRecord(secrets) &&
    Object.values(secrets).every((sealed) => typeof sealed === "string") &&
    typeof allowPrivate === "boolean"
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
