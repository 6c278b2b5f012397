const FEWEST = 16;

/** Values that are held only as long as something else holds them too; what is gone is forgotten in passing. */
export class WeakList<Value extends WeakKey> implements Iterable<Value> {
  readonly #references = new Set<WeakRef<Value>>();
  /** As soon as there are so many, those that are gone are looked for: nobody may ever read the others. */
  #most = FEWEST;

  add(value: Value): void {
    this.#references.add(new WeakRef(value));
    if (this.#references.size < this.#most) return;
    this.#most = Math.max(FEWEST, 2 * [...this].length);
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
