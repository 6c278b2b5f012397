import { statSync } from "node:fs";
import { join } from "node:path";
import type { KeyRegistry } from "@peekjs/collector";
import { createKeyRegistry, foreignKeyId, hasExpired, hashKey } from "@peekjs/collector";
import type { PeekKeyKind } from "@peekjs/protocol";
import { whileLocked } from "../files/lock-file.ts";
import { replaceFile } from "../files/replace-file.ts";
import { KeyAudit } from "./key-audit.ts";
import { addKey, type NewKey } from "./add-key.ts";
import { alreadyRegistered, type Registration } from "./registration.ts";
import { rotateKey, type RotatedKey, type Rotation } from "./rotate-key.ts";
import type { StoredKey, StoredKeys } from "./stored-keys.ts";
import { missing, readStoredKeys, toEntry, unwritable } from "./stored-keys.ts";

/** In the place of a version. */
const NO_FILE = "";

/** The keys of a collector: a file in its data directory, readable by its user alone, without any secret. */
export class KeyFile implements KeyRegistry {
  readonly path: string;
  readonly audit: KeyAudit;
  readonly #report: (error: unknown) => void;
  #version: string | undefined;
  #registry: KeyRegistry | undefined;

  /** @param report told once of each state of the file in which it cannot be read, and of a record that cannot be kept */
  constructor(dataDirectory: string, report: (error: unknown) => void = () => undefined) {
    this.path = join(dataDirectory, "keys.json");
    this.#report = report;
    this.audit = new KeyAudit(dataDirectory, report);
  }

  /**
   * Reads the file again when it has changed, so that a new or revoked key counts at once. While it cannot be read, the
   * keys are those that it had.
   *
   * @throws CommandError `PEEK_E_KEY_FILE` when it could never be read, and while one that was there is gone, whose
   *   keys are not unknown for that
   */
  find(id: string): ReturnType<KeyRegistry["find"]> {
    return this.#upToDate().find(id);
  }

  /**
   * Reads the file before the first key is looked up, when a process that has many connections may have no more files to open.
   *
   * @throws CommandError `PEEK_E_KEY_FILE` when it cannot be read
   */
  load(): void {
    this.#upToDate();
  }

  /** All keys, also those that were revoked, as they were made. */
  list(): StoredKey[] {
    return readStoredKeys(this.path).keys;
  }

  /** Whether any client could report something, or also could before its key expired. */
  hasWriteKey({ orExpired = false } = {}): boolean {
    const now = Date.now();
    return this.list()
      .filter(({ kind, revoked }) => kind === "w" && revoked !== true)
      .some((entry) => orExpired || !hasExpired(toEntry(entry), now));
  }

  /** Makes a key, keeps its digest and returns it: the only time that it is seen. */
  async create(kind: PeekKeyKind, service?: string, expiresAt?: string): Promise<NewKey> {
    const made = await this.#update((stored) => addKey(stored, { kind, service, expiresAt }));
    await this.audit.noteChange("key.created", made.entry);
    return made;
  }

  /**
   * Makes a key in the place of another, which expires after the grace.
   *
   * @throws CommandError as {@link rotateKey} does.
   */
  async rotate(id: string, rotation: Rotation): Promise<RotatedKey> {
    const rotated = await this.#update((stored) => rotateKey(stored, id, rotation));
    await this.audit.noteChange("key.created", rotated.entry);
    await this.audit.noteChange("key.rotated", rotated.replaced);
    return rotated;
  }

  /**
   * Keeps the digest of another vendor's key, so that its client goes on with it.
   *
   * @throws CommandError `PEEK_E_KEY_REGISTERED` when it is kept already, and is not to be replaced.
   */
  async register(key: string, { replace, ...options }: Registration): Promise<{ id: string }> {
    const digest = await hashKey(key);
    const id = foreignKeyId(digest);
    const entry = await this.#update((stored) => {
      const earlier = stored.keys.find((entry) => entry.id === id);
      if (earlier !== undefined && replace !== true) throw alreadyRegistered(key, earlier);
      const others = stored.keys.filter((entry) => entry !== earlier);
      const createdAt = new Date().toISOString();
      const registered: StoredKey = { id, kind: "w", digest, ...options, createdAt };
      stored.keys = [...others, registered];
      return registered;
    });
    await this.audit.noteChange("key.registered", entry);
    return { id };
  }

  /** Refuses a key from now on; its entry stays. Returns it as it is then, undefined when there is none with this id. */
  async revoke(id: string): Promise<StoredKey | undefined> {
    let isNew = false;
    const revoked = await this.#update((stored) => {
      const entry = stored.keys.find((one) => one.id === id);
      if (entry !== undefined && entry.revoked !== true) {
        isNew = true;
        Object.assign(entry, { revoked: true, revokedAt: new Date().toISOString() });
      }
      return entry;
    });
    if (revoked !== undefined && isNew) await this.audit.noteChange("key.revoked", revoked);
    return revoked;
  }

  async #update<Result>(change: (stored: StoredKeys) => Result | Promise<Result>): Promise<Result> {
    try {
      return await whileLocked(this.path, async () => {
        const stored = readStoredKeys(this.path);
        const result = await change(stored);
        await replaceFile(this.path, `${JSON.stringify(stored, null, 2)}\n`);
        return result;
      });
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  #upToDate(): KeyRegistry {
    const version = this.#currentVersion();
    const isGone = version === NO_FILE && (this.#version ?? NO_FILE) !== NO_FILE;
    if (isGone) throw missing(this.path);
    if (this.#registry === undefined || version !== this.#version) {
      this.#registry = this.#read() ?? this.#registry;
      this.#version = version;
    }
    return this.#registry!;
  }

  /** What the file holds now; undefined, after it was reported, when it cannot be read and could be before. */
  #read(): KeyRegistry | undefined {
    try {
      return createKeyRegistry(this.list().map(toEntry));
    } catch (error) {
      if (this.#registry === undefined) throw error;
      this.#report(error);
      return undefined;
    }
  }

  /** A file that takes another's place has an inode of its own, also where the clock has not gone on. */
  #currentVersion(): string {
    try {
      const stats = statSync(this.path, { throwIfNoEntry: false });
      return stats === undefined ? NO_FILE : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    } catch (error) {
      // Reading it will say more.
      return String((error as NodeJS.ErrnoException).code);
    }
  }
}
