import { readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeyEntry, KeyRegistry } from "@peekjs/collector";
import { createKeyRegistry, foreignKeyId, hashKey } from "@peekjs/collector";
import type { PeekKeyKind } from "@peekjs/protocol";
import { createPeekKey, maskKey } from "@peekjs/protocol";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";

interface StoredKeys {
  /** Of this installation, the same in all its keys. */
  salt?: string | undefined;
  keys: (KeyEntry & { createdAt: string })[];
}

/** The keys of a collector: a file in its data directory, readable by its user alone, without any secret. */
export class KeyFile implements KeyRegistry {
  readonly #path: string;
  #version = -1;
  #registry: KeyRegistry = createKeyRegistry([]);

  constructor(dataDirectory: string) {
    this.#path = join(dataDirectory, "keys.json");
  }

  /** Reads the file again when it has changed, so that a new or revoked key counts at once. */
  find(id: string): ReturnType<KeyRegistry["find"]> {
    const version = this.#modified();
    if (version !== this.#version) {
      this.#registry = createKeyRegistry(this.#read().keys);
      this.#version = version;
    }
    return this.#registry.find(id);
  }

  /** Whether any client could report something. */
  hasWriteKey(): boolean {
    return this.#read().keys.some(({ kind, revoked }) => kind === "w" && revoked !== true);
  }

  /** Makes a key, keeps its digest and returns it: the only time that it is seen. */
  async create(kind: PeekKeyKind, service?: string): Promise<{ id: string; key: string }> {
    const stored = this.#read();
    const { key, id, salt, digest } = await createPeekKey(kind, stored.salt);
    stored.salt = salt;
    stored.keys.push({ id, kind, digest, service, createdAt: new Date().toISOString() });
    await this.#write(stored);
    return { id, key };
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
    const stored = this.#read();
    const digest = await hashKey(key);
    const id = foreignKeyId(digest);
    if (stored.keys.some((entry) => entry.id === id)) {
      throw new CommandError(
        "PEEK_E_KEY_REGISTERED",
        `The key ${maskKey(key)} is registered already, as ${id} in ${this.#path}. Remove it there to register it anew.`,
        EXIT_CODE.failure,
      );
    }
    const createdAt = new Date().toISOString();
    stored.keys.push({ id, kind: "w", digest, ...options, createdAt });
    await this.#write(stored);
    return { id };
  }

  async #write(stored: StoredKeys): Promise<void> {
    const temporary = `${this.#path}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, this.#path);
  }

  #modified(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
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
