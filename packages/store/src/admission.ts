import type { Indexed, IngestBatch, IngestGroup, ProductEvent } from "@peekjs/protocol";
import { IntervalSet } from "@peekjs/protocol";
import { AcceptedNumbers } from "./accepted-numbers.ts";
import type { FreshGroup } from "./fresh-group.ts";
import { messageDigest } from "./message-digest.ts";
import { PendingBatches, scopeOf } from "./pending-batches.ts";
import { RecentMessages } from "./recent-messages.ts";
import { selectRequests } from "./select-requests.ts";

/** Idempotency keys that are remembered, newest kept. */
const MAX_KEYS = 100_000;

/** What of a batch is to be kept, claimed until it is either durable or given up. */
export interface Claim {
  groups: FreshGroup[];
  accepted: number;
  duplicates: number;
  /** Digests of the messages among its events. */
  messages: Set<bigint>;
}

/**
 * Tells new records from repeated ones: accepted numbers per instance, keys where a client has no instance, and the
 * messageIds of product events. A batch that may repeat one still being written waits for it, so that a repeat is never
 * acknowledged before its original is durable.
 */
export class Admission {
  readonly #accepted = new AcceptedNumbers();
  /** Idempotency keys, with the time at which their first batch arrived; the latest used last. */
  readonly #keys = new Map<string, number>();
  readonly #messages = new RecentMessages();
  readonly #pending = new PendingBatches();

  acceptNumbers(instance: string, first: number, last: number): void {
    this.#accepted.add(instance, first, last);
  }

  acceptKey(key: string, receivedAt: number): void {
    const since = this.#keys.get(key) ?? receivedAt;
    this.#keys.delete(key);
    this.#keys.set(key, since);
    if (this.#keys.size > MAX_KEYS) this.#keys.delete(this.#keys.keys().next().value!);
  }

  /** When the first batch under each key arrived, if it was accepted. Waits for one that is being written. */
  async knownSince(keys: readonly string[]): Promise<(number | undefined)[]> {
    const since: (number | undefined)[] = [];
    for (const key of keys) {
      const pending = this.#pending.underKey(key);
      if (pending) await pending.catch(() => undefined);
      since.push(this.#keys.get(key));
    }
    return since;
  }

  acceptMessage(digest: bigint, receivedAt: number): void {
    this.#messages.add(digest, receivedAt);
  }

  /** Digests of messages, and when each of them came. */
  acceptMessages(digests: BigUint64Array, receivedAt: Float64Array): void {
    this.#messages.addAll(digests, receivedAt);
  }

  /** Runs `write` with what is new in the batch, and remembers it when that succeeds. */
  async admit<T>(batch: IngestBatch, write: (claim: Claim) => Promise<T>): Promise<T> {
    const digests = digestsOf(batch);
    const messages = new Set(digests.values());
    if (scopeOf(batch) === undefined && messages.size === 0) {
      return write(this.#claim(batch, digests));
    }
    for (;;) {
      const rival = this.#pending.rivalOf(batch, messages);
      if (!rival) break;
      await rival.catch(() => undefined);
    }
    const claim = this.#claim(batch, digests);
    const written = write(claim);
    const leave = this.#pending.enter(batch, messages, written);
    try {
      const result = await written;
      this.#accept(batch, claim);
      return result;
    } finally {
      leave();
    }
  }

  #accept(batch: IngestBatch, { groups, messages }: Claim): void {
    const { instance, idempotencyKey, receivedAt } = batch;
    if (instance === undefined) {
      if (idempotencyKey !== undefined) this.acceptKey(idempotencyKey, receivedAt);
    } else {
      for (const { accepted } of groups) {
        for (const [first, last] of accepted) this.#accepted.add(instance, first, last);
      }
    }
    for (const digest of messages) this.acceptMessage(digest, receivedAt);
  }

  #claim(batch: IngestBatch, digests: ReadonlyMap<ProductEvent, bigint>): Claim {
    const repeatedKey =
      batch.instance === undefined &&
      batch.idempotencyKey !== undefined &&
      this.#keys.has(batch.idempotencyKey);
    const claim: Claim = { groups: [], accepted: 0, duplicates: 0, messages: new Set() };
    const taken = new IntervalSet();
    for (const group of batch.groups) {
      const valid = group.requests.count + group.events.length + group.summaries.length;
      const fresh = repeatedKey ? undefined : this.#fresh(batch.instance, group, taken);
      if (fresh && digests.size > 0) {
        const { events } = fresh;
        fresh.events = events.filter((event) =>
          this.#isNew(digests.get(event), batch.receivedAt, claim),
        );
        const repeated = events.length - fresh.events.length;
        if (repeated > 0) fresh.repeated = repeated;
      }
      const kept = fresh ? fresh.requests.count + fresh.events.length + fresh.summaries.length : 0;
      if (fresh) claim.groups.push(fresh);
      claim.accepted += kept;
      claim.duplicates += valid - kept;
    }
    return claim;
  }

  #isNew(digest: bigint | undefined, now: number, { messages }: Claim): boolean {
    if (digest === undefined) return true;
    if (messages.has(digest) || this.#messages.has(digest, now)) return false;
    messages.add(digest);
    return true;
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
    const accepted = this.#accepted
      .missing(instance, first, last)
      .flatMap(([from, to]) => taken.missing(from, to));
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

/** The digest of every event that has a messageId. */
function digestsOf({ resource, groups }: IngestBatch): Map<ProductEvent, bigint> {
  const digests = new Map<ProductEvent, bigint>();
  for (const { events } of groups) {
    for (const { value } of events) {
      if (value.messageId !== undefined) {
        digests.set(value, messageDigest(resource, value.messageId));
      }
    }
  }
  return digests;
}
