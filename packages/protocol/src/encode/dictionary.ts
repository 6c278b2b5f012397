/** A power of two. */
const SLOTS = 1_024;
/**
 * Characters from which on not every one is looked at: user agents are shorter, and many of them differ in one digit
 * of a version.
 */
const LONG = 256;

/**
 * The texts of a group, each with its index. It remembers the last text of each slot, and so holds nearly all texts
 * once; a `Map`, which would hold all of them once, takes half as long again for texts as short as paths and ids.
 */
export class Dictionary {
  readonly #known = new Array<string | undefined>(SLOTS).fill(undefined);
  readonly #indexes = new Int32Array(SLOTS);
  #texts: string[] = [];

  /** The index of a text, which is added if need be. */
  indexOf(text: string): number {
    const slot = slotOf(text);
    if (this.#known[slot] === text) return this.#indexes[slot]!;
    const index = this.#texts.push(text) - 1;
    this.#known[slot] = text;
    this.#indexes[slot] = index;
    return index;
  }

  /** Takes out the texts. */
  take(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#known.fill(undefined);
    return texts;
  }
}

function slotOf(text: string): number {
  const { length } = text;
  const step = length < LONG ? 1 : Math.trunc(length / LONG) + 1;
  let hash = length;
  for (let i = 0; i < length; i += step) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (hash ^ (hash >>> 10)) & (SLOTS - 1);
}
