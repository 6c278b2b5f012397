import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { KeyEntry, KeyRegistry } from "@peekjs/collector";
import { createKeyRegistry, foreignKeyId, hashKey } from "@peekjs/collector";
import type { PeekKeyKind } from "@peekjs/protocol";
import { createPeekKey, maskKey } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { whileLocked } from "../files/lock-file.ts";
import { replaceFile } from "../files/replace-file.ts";

interface StoredKeys {
  /** Of this installation, the same in all its keys. */
  salt?: string | undefined;
  keys: (KeyEntry & { createdAt: string })[];
}

/** The keys of a collector: a file in its data directory, readable by its user alone, without any secret. */
export class KeyFile implements KeyRegistry {
  readonly #path: string;
  readonly #report: (error: unknown) => void;
  #version: string | undefined;
  #registry: KeyRegistry | undefined;

  /** @param report told once of each state of the file in which it cannot be read */
  constructor(dataDirectory: string, report: (error: unknown) => void = () => undefined) {
    this.#path = join(dataDirectory, "keys.json");
    this.#report = report;
  }

  /**
   * Reads the file again when it has changed, so that a new or revoked key counts at once. While it cannot be read, the
   * keys are those that it had.
   *
   * @throws CommandError `PEEK_E_KEY_FILE` when it could never be read
   */
  find(id: string): ReturnType<KeyRegistry["find"]> {
    const version = this.#currentVersion();
    if (this.#registry === undefined || version !== this.#version) this.#reload(version);
    return this.#registry?.find(id);
  }

  /** Whether any client could report something. */
  hasWriteKey(): boolean {
    return this.#read().keys.some(({ kind, revoked }) => kind === "w" && revoked !== true);
  }

  /** Makes a key, keeps its digest and returns it: the only time that it is seen. */
  async create(kind: PeekKeyKind, service?: string): Promise<{ id: string; key: string }> {
    return this.#update(async (stored) => {
      const { key, id, salt, digest } = await createPeekKey(kind, stored.salt);
      stored.salt = salt;
      stored.keys.push({ id, kind, digest, service, createdAt: new Date().toISOString() });
      return { id, key };
    });
  }

  /**
   * Keeps the digest of another vendor's key, so that its client goes on with it.
   *
   * @throws CommandError `PEEK_E_KEY_REGISTERED` when it is kept already.
   */
  async register(
    key: string,
    options: Pick<KeyEntry, "dialect" | "service" | "environment">,
  ): Promise<{ id: string }> {
    const digest = await hashKey(key);
    const id = foreignKeyId(digest);
    return this.#update((stored) => {
      if (stored.keys.some((entry) => entry.id === id)) {
        throw new CommandError(
          "PEEK_E_KEY_REGISTERED",
          `The key ${maskKey(key)} is registered already, as ${id} in ${this.#path}. Remove it there to register it anew.`,
          EXIT_CODE.failure,
        );
      }
      const createdAt = new Date().toISOString();
      stored.keys.push({ id, kind: "w", digest, ...options, createdAt });
      return { id };
    });
  }

  #update<Result>(change: (stored: StoredKeys) => Result | Promise<Result>): Promise<Result> {
    return whileLocked(this.#path, async () => {
      const stored = this.#read();
      const result = await change(stored);
      await replaceFile(this.#path, `${JSON.stringify(stored, null, 2)}\n`);
      return result;
    });
  }

  #reload(version: string): void {
    try {
      this.#registry = createKeyRegistry(this.#read().keys);
    } catch (error) {
      if (this.#registry === undefined) throw error;
      this.#report(error);
    }
    this.#version = version;
  }

  /** A file that takes another's place has an inode of its own, also where the clock has not gone on. */
  #currentVersion(): string {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
  }

  #read(): StoredKeys {
    let content: string;
    try {
      content = readFileSync(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { keys: [] };
      throw this.#unreadable(error);
    }
    try {
      const stored = JSON.parse(content) as StoredKeys;
      if (Array.isArray(stored.keys)) return stored;
    } catch (error) {
      throw this.#unreadable(error);
    }
    throw this.#unreadable(undefined);
  }

  #unreadable(cause: unknown): CommandError {
    return new CommandError(
      "PEEK_E_KEY_FILE",
      `The key file ${this.#path} cannot be read. Give this user permission, or restore it from a backup.`,
      EXIT_CODE.config,
      { cause },
    );
  }
}
