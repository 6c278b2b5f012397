/** Numbers pairs of unsigned 32-bit integers in the order in which they first occur. */
export class PairIndex {
  #size = 0;
  #first = new Uint32Array(1_024);
  #second = new Uint32Array(1_024);
  /** Number + 1 of the pair in a slot; 0 = free. At most half full. */
  #slots = new Uint32Array(2_048);

  get size(): number {
    return this.#size;
  }

  has(first: number, second: number): boolean {
    return this.#slots[this.#slotOf(first, second)] !== 0;
  }

  /** The pair's number; equal to the former size when the pair is new. */
  indexOf(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    const number = this.#slots[slot]!;
    if (number !== 0) return number - 1;
    if (this.#size === this.#first.length) {
      this.#grow();
      return this.indexOf(first, second);
    }
    this.#first[this.#size] = first;
    this.#second[this.#size] = second;
    this.#slots[slot] = ++this.#size;
    return this.#size - 1;
  }

  /** The slot that holds the pair, or the free one where it belongs. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(first, second) & mask;
    for (let number = this.#slots[slot]!; number !== 0; number = this.#slots[slot]!) {
      if (this.#first[number - 1] === first && this.#second[number - 1] === second) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const capacity = this.#size * 2;
    const [first, second] = [this.#first, this.#second];
    this.#first = new Uint32Array(capacity);
    this.#second = new Uint32Array(capacity);
    this.#first.set(first);
    this.#second.set(second);
    this.#slots = new Uint32Array(capacity * 2);
    const mask = this.#slots.length - 1;
    for (let index = 0; index < this.#size; index++) {
      let slot = hash(first[index]!, second[index]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index + 1;
    }
  }
}

function hash(first: number, second: number): number {
  let mixed = Math.imul(first, 0x9e37_79b1) ^ Math.imul(second, 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
