import type { Indexed, IngestBatch, IngestGroup } from "@peekjs/protocol";
import { IntervalSet } from "@peekjs/protocol";
import type { FreshGroup } from "./fresh-group.ts";
import { selectRequests } from "./select-requests.ts";

/** Idempotency keys that are remembered, newest kept. */
const MAX_KEYS = 100_000;

/** What of a batch is to be kept, claimed until it is either durable or given up. */
export interface Claim {
  groups: FreshGroup[];
  accepted: number;
  duplicates: number;
}

interface Pending {
  batch: IngestBatch;
  settled: Promise<unknown>;
}

/**
 * Tells new records from repeated ones: accepted numbers per instance, and keys where a client has no instance.
 * A batch that shares a scope with one still being written waits for it, so that a repeat is never acknowledged
 * before its original is durable.
 */
export class Admission {
  readonly #accepted = new Map<string, IntervalSet>();
  readonly #keys = new Set<string>();
  readonly #pending = new Map<string, Set<Pending>>();

  acceptNumbers(instance: string, first: number, last: number): void {
    let numbers = this.#accepted.get(instance);
    if (!numbers) this.#accepted.set(instance, (numbers = new IntervalSet()));
    numbers.add(first, last);
  }

  acceptKey(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size > MAX_KEYS) this.#keys.delete(this.#keys.values().next().value!);
  }

  /** Runs `write` with what is new in the batch, and remembers it when that succeeds. */
  async admit<T>(batch: IngestBatch, write: (claim: Claim) => Promise<T>): Promise<T> {
    const scope = scopeOf(batch);
    if (scope === undefined) return write(this.#claim(batch));
    for (;;) {
      const rival = [...(this.#pending.get(scope) ?? [])].find((other) =>
        overlap(batch, other.batch),
      );
      if (!rival) break;
      await rival.settled.catch(() => undefined);
    }
    const claim = this.#claim(batch);
    const written = write(claim);
    const pending = { batch, settled: written };
    const rivals = this.#pending.get(scope) ?? new Set();
    this.#pending.set(scope, rivals.add(pending));
    try {
      const result = await written;
      if (batch.instance === undefined) this.acceptKey(batch.idempotencyKey!);
      else {
        for (const { accepted } of claim.groups) {
          for (const [first, last] of accepted) this.acceptNumbers(batch.instance, first, last);
        }
      }
      return result;
    } finally {
      rivals.delete(pending);
      if (rivals.size === 0) this.#pending.delete(scope);
    }
  }

  #claim(batch: IngestBatch): Claim {
    const repeatedKey =
      batch.instance === undefined &&
      batch.idempotencyKey !== undefined &&
      this.#keys.has(batch.idempotencyKey);
    const claim: Claim = { groups: [], accepted: 0, duplicates: 0 };
    const taken = new IntervalSet();
    for (const group of batch.groups) {
      const valid = group.requests.count + group.events.length + group.summaries.length;
      const fresh = repeatedKey ? undefined : this.#fresh(batch.instance, group, taken);
      const kept = fresh ? fresh.requests.count + fresh.events.length + fresh.summaries.length : 0;
      if (fresh) claim.groups.push(fresh);
      claim.accepted += kept;
      claim.duplicates += valid - kept;
    }
    return claim;
  }

  /** What of a group is new; undefined when nothing is. `taken` holds what earlier groups of the batch claim. */
  #fresh(
    instance: string | undefined,
    group: IngestGroup,
    taken: IntervalSet,
  ): FreshGroup | undefined {
    const { first, last, requests, events, summaries } = group;
    if (instance === undefined || first === undefined || last === undefined || last < first) {
      return { accepted: [], requests, events: valuesOf(events), summaries: valuesOf(summaries) };
    }
    const known = this.#accepted.get(instance);
    const accepted = (known?.missing(first, last) ?? [[first, last] as const]).flatMap(
      ([from, to]) => taken.missing(from, to).map(([a, b]): [number, number] => [a, b]),
    );
    if (accepted.length === 0) return undefined;
    for (const [from, to] of accepted) taken.add(from, to);
    if (accepted.length === 1 && accepted[0]![0] === first && accepted[0]![1] === last) {
      return { accepted, requests, events: valuesOf(events), summaries: valuesOf(summaries) };
    }
    const isNew = (index: number): boolean =>
      accepted.some(([from, to]) => first + index >= from && first + index <= to);
    const positions = Uint32Array.from(requests.index.keys()).filter((position) =>
      isNew(requests.index[position]!),
    );
    return {
      accepted,
      requests: selectRequests(requests, positions),
      events: valuesOf(events.filter(({ index }) => isNew(index))),
      summaries: valuesOf(summaries.filter(({ index }) => isNew(index))),
    };
  }
}

function valuesOf<T>(indexed: Indexed<T>[]): T[] {
  return indexed.map(({ value }) => value);
}

function scopeOf({ instance, idempotencyKey }: IngestBatch): string | undefined {
  if (instance !== undefined) return `instance ${instance}`;
  return idempotencyKey === undefined ? undefined : `key ${idempotencyKey}`;
}

function overlap(a: IngestBatch, b: IngestBatch): boolean {
  if (a.instance === undefined) return true;
  return a.groups.some(({ first, last }) =>
    b.groups.some(
      (other) => (first ?? 0) <= (other.last ?? 0) && (other.first ?? 0) <= (last ?? 0),
    ),
  );
}
