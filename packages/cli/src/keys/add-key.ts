import { createPeekKey } from "@peekjs/protocol";
import type { StoredKey, StoredKeys } from "./stored-keys.ts";

/** What is decided of a key before it is made. */
export type KeyOptions = Pick<
  StoredKey,
  "kind" | "service" | "environment" | "dialect" | "expiresAt"
>;

/** A key, to be shown once, and what is kept of it. */
export interface NewKey {
  key: string;
  entry: StoredKey;
}

/** Makes a key of the installation, and keeps it among the others. */
export async function addKey(stored: StoredKeys, options: KeyOptions): Promise<NewKey> {
  const { key, id, salt, digest } = await createPeekKey(options.kind, stored.salt);
  stored.salt = salt;
  const entry = { id, ...options, digest, createdAt: new Date().toISOString() };
  stored.keys.push(entry);
  return { key, entry };
}
