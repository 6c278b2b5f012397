import { join } from "node:path";
import type { RefusalReason } from "@peekjs/collector";
import { AuditLog } from "../files/audit-log.ts";
import { KIND_NAMES } from "./describe.ts";
import type { StoredKey } from "./stored-keys.ts";

type KeyAction = "key.created" | "key.registered" | "key.rotated" | "key.revoked";

/** What happens to the keys of a collector, in a file beside theirs: never a key, nor its digest. */
export class KeyAudit {
  readonly #log: AuditLog;
  readonly #refused = new Set<string>();

  constructor(dataDirectory: string, report: (error: unknown) => void) {
    this.#log = new AuditLog(join(dataDirectory, "audit-keys.jsonl"), { report });
  }

  /** Resolves when all is written. */
  close(): Promise<void> {
    return this.#log.close();
  }

  /** A command changed a key, which is now as given. */
  noteChange(action: KeyAction, changed: StoredKey): Promise<void> {
    const { id, kind, service, environment, dialect, expiresAt, replacedBy } = changed;
    const about = { kind: KIND_NAMES[kind], service, environment, dialect, expiresAt, replacedBy };
    return this.#log.append({ action, by: "command line", key: id, ...about });
  }

  /** The first time that a key was refused: whoever sends it goes on to, and would fill the disk. */
  async noteRefusal(id: string, reason: RefusalReason): Promise<void> {
    const known = `${reason} ${id}`;
    if (this.#refused.has(known)) return;
    this.#refused.add(known);
    await this.#log.append({ action: "key.refused", by: id, key: id, reason });
  }
}
