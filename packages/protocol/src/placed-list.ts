/** Items in the order of their places. They are taken from the head, and put back near it, without moving the others. */
export class PlacedList<Item> {
  readonly #placeOf: (item: Item) => number;
  #items: Item[];
  /** Where those begin that wait: cheaper than to shift. */
  #head = 0;

  /** @param items in their order */
  constructor(placeOf: (item: Item) => number, items: readonly Item[] = []) {
    this.#placeOf = placeOf;
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get all(): Item[] {
    return this.#items.slice(this.#head);
  }

  /** Adds items whose places are behind all others. */
  push(items: readonly Item[]): void {
    for (const item of items) this.#items.push(item);
  }

  /** The first, at most so many. */
  take(most: number): Item[] {
    const taken = this.first(most);
    this.#head += taken.length;
    if (this.#head * 2 > this.#items.length) this.#replace(this.all);
    return taken;
  }

  /** The first, at most so many, which stay. */
  first(most: number): Item[] {
    return this.#items.slice(this.#head, this.#head + Math.max(0, most));
  }

  /** Returns items to their places. */
  putBack(items: readonly Item[]): void {
    const last = items.reduce((place, item) => Math.max(place, this.#placeOf(item)), -Infinity);
    let end = this.#head;
    while (end < this.#items.length && this.#placeOf(this.#items[end]!) <= last) end++;
    const merged = [...items, ...this.#items.slice(this.#head, end)].sort(
      (a, b) => this.#placeOf(a) - this.#placeOf(b),
    );
    const start = this.#head - items.length;
    if (start < 0) {
      this.#replace([...merged, ...this.#items.slice(end)]);
      return;
    }
    for (const [index, item] of merged.entries()) this.#items[start + index] = item;
    this.#head = start;
  }

  remove(isMeant: (item: Item) => boolean): void {
    this.#replace(this.all.filter((item) => !isMeant(item)));
  }

  #replace(items: Item[]): void {
    this.#items = items;
    this.#head = 0;
  }
}
