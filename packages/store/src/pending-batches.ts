import type { IngestBatch } from "@peekjs/protocol";

interface Pending {
  batch: IngestBatch;
  settled: Promise<unknown>;
}

/** Batches that are being written: by what a repeat of them would have in common with them. */
export class PendingBatches {
  readonly #byScope = new Map<string, Set<Pending>>();
  readonly #byMessage = new Map<bigint, Pending>();

  /** The writing of a batch that this one may repeat, in whole or in part. */
  rivalOf(batch: IngestBatch, messages: ReadonlySet<bigint>): Promise<unknown> | undefined {
    const scope = scopeOf(batch);
    const sameScope = scope === undefined ? undefined : this.#byScope.get(scope);
    for (const other of sameScope ?? []) {
      if (overlap(batch, other.batch)) return other.settled;
    }
    if (this.#byMessage.size === 0) return undefined;
    for (const digest of messages) {
      const other = this.#byMessage.get(digest);
      if (other) return other.settled;
    }
    return undefined;
  }

  /** The writing of a batch under an idempotency key. */
  underKey(idempotencyKey: string): Promise<unknown> | undefined {
    for (const { settled } of this.#byScope.get(keyScope(idempotencyKey)) ?? []) return settled;
    return undefined;
  }

  /** Makes a batch known that has no rival. The function that it gives takes the batch out again. */
  enter(batch: IngestBatch, messages: ReadonlySet<bigint>, settled: Promise<unknown>): () => void {
    const pending: Pending = { batch, settled };
    const scope = scopeOf(batch);
    const sameScope = (scope !== undefined && this.#byScope.get(scope)) || new Set();
    sameScope.add(pending);
    if (scope !== undefined) this.#byScope.set(scope, sameScope);
    for (const digest of messages) this.#byMessage.set(digest, pending);
    return () => {
      for (const digest of messages) this.#byMessage.delete(digest);
      sameScope.delete(pending);
      if (scope !== undefined && sameScope.size === 0) this.#byScope.delete(scope);
    };
  }
}

/** What repeats of a batch have in common with it: its client, or the key that its client chose. */
export function scopeOf({ instance, idempotencyKey }: IngestBatch): string | undefined {
  if (instance !== undefined) return `instance ${instance}`;
  return idempotencyKey === undefined ? undefined : keyScope(idempotencyKey);
}

function keyScope(idempotencyKey: string): string {
  return `key ${idempotencyKey}`;
}

function overlap(a: IngestBatch, b: IngestBatch): boolean {
  if (a.instance === undefined) return true;
  return a.groups.some(({ first, last }) =>
    b.groups.some(
      (other) => (first ?? 0) <= (other.last ?? 0) && (other.first ?? 0) <= (last ?? 0),
    ),
  );
}
