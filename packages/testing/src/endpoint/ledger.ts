import {
  readEnvelope,
  requestAt,
  type EnvelopeReading,
  type ProductEvent,
  type RequestRecord,
} from "@peekjs/protocol";

/** A request that reached an endpoint, with what its envelope says of the sender. */
export interface ReceivedRequest extends RequestRecord {
  instance: string | undefined;
  /** Record number of a client that numbers. */
  number: number | undefined;
  service: string | undefined;
}

/** Takes envelopes in and tells records apart by instance and number. */
export class Ledger {
  readonly envelopes: EnvelopeReading[] = [];
  readonly requests: ReceivedRequest[] = [];
  readonly events: ProductEvent[] = [];
  /** Records that came again. */
  duplicates = 0;
  readonly #seen = new Map<string, Set<number>>();

  /** @throws {EnvelopeError} when the body is no envelope */
  add(body: Uint8Array, idempotencyKey: string | undefined): EnvelopeReading {
    const reading = readEnvelope(body, { receivedAt: Date.now(), idempotencyKey });
    this.envelopes.push(reading);
    const { instance, resource, groups } = reading.batch;
    for (const { first, requests, events } of groups) {
      for (let i = 0; i < requests.count; i++) {
        const number = first === undefined ? undefined : first + requests.index[i]!;
        if (this.#isNew(instance, number)) {
          const { service } = resource;
          this.requests.push({ ...requestAt(requests, i), instance, number, service });
        }
      }
      for (const { index, value } of events) {
        if (this.#isNew(instance, first === undefined ? undefined : first + index)) {
          this.events.push(value);
        }
      }
    }
    return reading;
  }

  /** Numbers missing below the highest that arrived, over all instances. */
  get lost(): number {
    let lost = 0;
    for (const numbers of this.#seen.values()) lost += highest(numbers) - numbers.size;
    return lost;
  }

  #isNew(instance: string | undefined, number: number | undefined): boolean {
    if (instance === undefined || number === undefined) return true;
    const numbers = this.#seen.get(instance) ?? new Set();
    this.#seen.set(instance, numbers);
    if (numbers.has(number)) {
      this.duplicates++;
      return false;
    }
    numbers.add(number);
    return true;
  }
}

function highest(numbers: Iterable<number>): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}
