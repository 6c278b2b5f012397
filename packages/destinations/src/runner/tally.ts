import type { DeliveryFailure } from "@peekjs/protocol";

/** Kinds of omitted fields that are told apart; names beyond count together. */
const MOST_FIELDS = 100;

/** What a destination's connection has counted. */
export class Tally {
  accepted = 0;
  filtered = 0;
  delivered = 0;
  attempts = 0;
  readonly dropped: Record<string, number> = {};
  readonly #omitted = new Map<string, number>();
  lastFailure: DeliveryFailure | undefined;

  drop(reason: string, count: number): void {
    if (count > 0) this.dropped[reason] = (this.dropped[reason] ?? 0) + count;
  }

  omit(fields: readonly string[]): void {
    for (const field of fields) {
      const isKnown = this.#omitted.has(field) || this.#omitted.size < MOST_FIELDS;
      const key = isKnown ? field : "(other)";
      this.#omitted.set(key, (this.#omitted.get(key) ?? 0) + 1);
    }
  }

  get omitted(): Record<string, number> {
    return Object.fromEntries(this.#omitted);
  }
}
