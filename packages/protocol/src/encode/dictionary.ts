import type { RecurringText } from "./recurring-text.ts";

/** Of all dictionaries: a recurring text may be put into several. */
let generations = 0;

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
  /** Empty where there is none yet: V8 compares texts faster where it has seen nothing but texts. */
  readonly #known = new Array<string>(SLOTS).fill("");
  readonly #indexes = new Int32Array(SLOTS);
  #texts: string[] = [];
  /** Changes whenever the texts are taken out. */
  #generation = ++generations;

  /** The index of a text, which is added if need be; not for an empty one. */
  indexOf(text: string): number {
    const slot = slotOf(text);
    if (this.#known[slot] === text) return this.#indexes[slot]!;
    const index = this.#texts.push(text) - 1;
    this.#known[slot] = text;
    this.#indexes[slot] = index;
    return index;
  }

  /** The same of a text that may know its index. */
  indexOfRecurring(recurring: RecurringText): number {
    if (recurring.generation !== this.#generation) {
      recurring.index = this.#texts.push(recurring.text) - 1;
      recurring.generation = this.#generation;
    }
    return recurring.index;
  }

  /** Takes out the texts. */
  take(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#generation = ++generations;
    this.#known.fill("");
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
