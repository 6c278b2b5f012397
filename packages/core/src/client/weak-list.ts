const FEWEST = 16;

/** Values that are held only as long as something else holds them too; what is gone is forgotten in passing. */
export class WeakList<Value extends WeakKey> implements Iterable<Value> {
  readonly #references = new Set<WeakRef<Value>>();
  /** Size at which references to what is gone are swept, in case nobody ever iterates. */
  #sweepAt = FEWEST;

  add(value: Value): void {
    this.#references.add(new WeakRef(value));
    if (this.#references.size < this.#sweepAt) return;
    this.#sweepAt = Math.max(FEWEST, 2 * [...this].length);
  }

  /** How many are remembered, some of which may be gone. */
  get size(): number {
    return this.#references.size;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const reference of this.#references) {
      const value = reference.deref();
      if (value === undefined) this.#references.delete(reference);
      else yield value;
    }
  }
}
