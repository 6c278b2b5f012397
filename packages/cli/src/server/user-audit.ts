import { join } from "node:path";
import { hashKey, type AuditEvent } from "@peekjs/collector";
import { AuditLog } from "../files/audit-log.ts";

/** Bytes of each of two files: who holds a key may export as often as they like. */
const MAX_BYTES = 8_000_000;

/** Hexadecimal digits of a user's digest: enough to recognise an id, and no trace of who was erased to read. */
const DIGITS = 16;

/** Puts on record, in the data directory, who exported and erased which user. */
export function createUserAudit(
  dataDirectory: string,
  report: (error: unknown) => void,
): (event: AuditEvent) => Promise<void> {
  const path = join(dataDirectory, "audit-users.jsonl");
  const log = new AuditLog(path, { report, maxBytes: MAX_BYTES });
  return async ({ action, user, key = "no key" }) => {
    const digest = await hashKey(user);
    await log.append({ action, by: key, user: `sha256:${digest.slice(0, DIGITS)}` });
  };
}
