/** The texts of a group, each with its index. */
export class Dictionary {
  #indexes = new Map<string, number>();
  #texts: string[] = [];

  /** The index of a text, which is added if need be. */
  indexOf(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#texts.push(text) - 1;
    this.#indexes.set(text, index);
    return index;
  }

  /** Takes out the texts. */
  take(): string[] {
    const texts = this.#texts;
    this.#texts = [];
    this.#indexes = new Map();
    return texts;
  }
}
