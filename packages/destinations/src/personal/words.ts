const ASCII = /^[\x20-\x7e]*$/;

/** What is known of a person, as words that stand alone in a text: in any case and form of Unicode. */
export class Words {
  readonly #known: readonly string[];
  readonly #capitals: readonly string[];
  #pattern: RegExp | undefined;

  constructor(words: readonly string[]) {
    const known = new Set(words.map((word) => word.trim()).filter((word) => word !== ""));
    for (const word of [...known].filter((candidate) => !ASCII.test(candidate))) {
      for (const form of ["NFC", "NFD"]) {
        const other = word.normalize(form);
        // ß is SS in upper case.
        known.add(other).add(other.toUpperCase()).add(other.toLowerCase());
      }
    }
    this.#known = [...known];
    this.#capitals = [...new Set(this.#known.map((word) => capitals(word)))];
  }

  occurIn(text: string): boolean {
    return this.#mayOccurIn(text) && this.#find("iu").test(text);
  }

  /** Replaces each where it occurs. */
  replaceIn(text: string, replacement: string): string {
    return this.#mayOccurIn(text) ? text.replaceAll(this.#find("giu"), replacement) : text;
  }

  /** Whether a look with the pattern is worth its price: to compile one takes longer than all else that maps an event. */
  #mayOccurIn(text: string): boolean {
    if (this.#capitals.length === 0) return false;
    const all = capitals(text);
    return this.#capitals.some((word) => all.includes(word));
  }

  #find(flags: "iu" | "giu"): RegExp {
    const escape = (word: string): string =>
      word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
    this.#pattern ??= new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:${Array.from(this.#known, escape).join("|")})(?![\p{L}\p{N}])`,
      "iu",
    );
    return flags === "iu" ? this.#pattern : new RegExp(this.#pattern, flags);
  }
}

/** The same for all texts that a pattern takes for the same in any case. */
export function capitals(text: string): string {
  return text.toLowerCase().toUpperCase();
}
