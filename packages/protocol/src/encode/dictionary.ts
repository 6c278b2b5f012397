/** A power of two. */
const SLOTS = 2_048;

/**
 * The texts of a group, each with its index. It may hold a text twice: looking only where a text was put last is
 * several times as fast as a `Map`, which pays where nearly every request has a path and a consumer of its own.
 */
export class Dictionary {
  readonly #indexes = new Int32Array(SLOTS).fill(-1);
  #texts: string[] = [];

  /** The index of a text, which is added if need be. */
  indexOf(text: string): number {
    const slot = slotOf(text);
    const known = this.#indexes[slot]!;
    if (known >= 0 && this.#texts[known] === text) return known;
    const index = this.#texts.push(text) - 1;
    this.#indexes[slot] = index;
    return index;
  }

  /** Takes out the texts. */
  take(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#indexes.fill(-1);
    return texts;
  }
}

/** From all characters of a short text; of a long one, from its last and a few of the others. */
function slotOf(text: string): number {
  const { length } = text;
  const step = (length >> 5) + 1;
  let hash = length;
  for (let i = length - 1; i >= 0; i -= i > length - 4 ? 1 : step) {
    hash = Math.imul(hash, 31) + text.charCodeAt(i);
  }
  return (hash ^ (hash >>> 11)) & (SLOTS - 1);
}
