import type { KeyKind } from "@peekjs/collector";
import type { StoredKey } from "./stored-keys.ts";

/** What keys of a kind allow, as the options of `peek keys create` say it. */
export const KIND_NAMES: Record<KeyKind, string> = { w: "write", r: "read", a: "admin" };

/** A key without what helps to find its secret, for programs. */
export function publicKey(entry: StoredKey): object {
  const { id, kind, service, environment, dialect, createdAt, revoked = false, revokedAt } = entry;
  return {
    id,
    kind: KIND_NAMES[kind],
    service,
    environment,
    dialect,
    createdAt,
    revoked,
    revokedAt,
  };
}
