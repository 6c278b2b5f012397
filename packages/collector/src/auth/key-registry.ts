/** What a key allows: `w` writes (ingest only), `r` reads, `a` administers. */
export type KeyKind = "w" | "r" | "a";

/** Whose clients use a write key: it decides answers and how times are read. */
export type KeyDialect = (typeof KEY_DIALECTS)[number];

/** `auto`: told by the path, then by what the client sends. */
export const KEY_DIALECTS = [
  "auto",
  "peekapi",
  "segment",
  "rudderstack",
  "posthog",
  "serla",
  "unisights",
] as const;

/** A key as a collector keeps it: everything but its secret. */
export interface KeyEntry {
  /** The part of the key by which it is looked up; of another vendor's key, what {@link foreignKeyId} gives. */
  id: string;
  kind: KeyKind;
  /** Of the whole key, by {@link hashKey}. */
  digest: string;
  /** The only service whose requests a write key may report. Default: any. */
  service?: string | undefined;
  /** Where clients that do not tell run. Default: `production`. */
  environment?: string | undefined;
  /** Default: `auto`. */
  dialect?: KeyDialect | undefined;
  /** A revoked key is refused. Default: false. */
  revoked?: boolean | undefined;
  /**
   * When it ends to be of use, in milliseconds since 1970, by the collector's clock; a value that is no time counts as past.
   * Default: never.
   */
  expiresAt?: number | undefined;
}

/** Where a collector looks keys up. */
export interface KeyRegistry {
  /**
   * Asked at each request, and each second for a live stream, so that a revoked key stops at once. While it throws or rejects,
   * requests are answered with 503, after which clients come again, and `onError` has the reason.
   */
  find(id: string): KeyEntry | undefined | Promise<KeyEntry | undefined>;
  /**
   * Told, once it was compared, which key let a request in and when, in milliseconds since 1970; of a live stream each
   * second. No request waits for it, and what it throws or rejects with goes to `onError`: note it in memory, and write
   * that down from time to time. Default: uses are not noted.
   *
   * @example
   * ```ts
   * const lastUse = new Map<string, number>();
   * const keys = { ...createKeyRegistry(entries), recordUse: (id, at) => void lastUse.set(id, at) };
   * ```
   */
  recordUse?: ((id: string, at: number) => void | Promise<void>) | undefined;
  /**
   * Told, once it was compared, that a key was refused at a time, in milliseconds since 1970, and why; at each request. No
   * request waits for it, and what it throws or rejects with goes to `onError`. Default: refusals are not noted.
   */
  recordRefusal?:
    | ((id: string, why: RefusalReason, at: number) => void | Promise<void>)
    | undefined;
}

/** Why a key that a collector knows is refused. */
export type RefusalReason = "revoked" | "expired";

/**
 * A registry of keys in memory.
 *
 * @example
 * ```ts
 * const digest = await hashKey("a vendor's write key");
 * const keys = createKeyRegistry([{ id: foreignKeyId(digest), kind: "w", digest, dialect: "segment" }]);
 * ```
 */
export function createKeyRegistry(entries: Iterable<KeyEntry>): KeyRegistry {
  const byId = new Map<string, KeyEntry>();
  for (const entry of entries) byId.set(entry.id, entry);
  return { find: (id) => byId.get(id) };
}

/**
 * The id under which another vendor's key is kept: such a key has no part of its own for this.
 *
 * @param digest Of the whole key, by {@link hashKey}.
 */
export function foreignKeyId(digest: string): string {
  return `sha256:${digest.slice(0, 16)}`;
}
