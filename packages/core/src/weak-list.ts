/** Values that are held only as long as something else holds them too. */
export class WeakList<Value extends WeakKey> implements Iterable<Value> {
  readonly #references = new Set<WeakRef<Value>>();
  /** Size at which those that are gone are looked for. */
  #full = 100;

  add(value: Value): void {
    this.#references.add(new WeakRef(value));
    if (this.#references.size < this.#full) return;
    this.#full = Math.max(100, 2 * [...this].length);
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const reference of this.#references) {
      const value = reference.deref();
      if (value === undefined) this.#references.delete(reference);
      else yield value;
    }
  }
}
