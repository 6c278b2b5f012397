/** Values that are held only as long as something else holds them too; what is gone is forgotten when they are read. */
export class WeakList<Value extends WeakKey> implements Iterable<Value> {
  readonly #references = new Set<WeakRef<Value>>();

  add(value: Value): void {
    this.#references.add(new WeakRef(value));
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const reference of this.#references) {
      const value = reference.deref();
      if (value === undefined) this.#references.delete(reference);
      else yield value;
    }
  }
}
