/** What a key allows: `w` writes (ingest only), `r` reads, `a` administers. */
export type KeyKind = "w" | "r" | "a";

/** A key as a collector keeps it: everything but its secret. */
export interface KeyEntry {
  /** The part of the key by which it is looked up. */
  id: string;
  kind: KeyKind;
  /** Of the whole key, by {@link hashKey}. */
  digest: string;
  /** The only service whose requests a write key may report. Default: any. */
  service?: string | undefined;
  /** A revoked key is refused. Default: false. */
  revoked?: boolean | undefined;
}

/** Where a collector looks keys up. Asked at each request, so that a revoked key stops at once. */
export interface KeyRegistry {
  find(id: string): KeyEntry | undefined | Promise<KeyEntry | undefined>;
}

/**
 * A registry of keys in memory.
 *
 * @example
 * ```ts
 * const keys = createKeyRegistry([{ id: "4fK2", kind: "w", digest: await hashKey(key) }]);
 * ```
 */
export function createKeyRegistry(entries: Iterable<KeyEntry>): KeyRegistry {
  const byId = new Map<string, KeyEntry>();
  for (const entry of entries) byId.set(entry.id, entry);
  return { find: (id) => byId.get(id) };
}
