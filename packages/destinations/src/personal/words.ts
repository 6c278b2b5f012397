import { plainLetters } from "./plain-letters.ts";

/** Letters of scripts that put no space between words, at least two. */
const UNSPACED =
  /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]{2,}$/u;

/**
 * What is known of a person, as words that stand alone in a text (in some scripts: that stand in it), in any case and
 * form of Unicode, and in plain letters.
 */
export class Words {
  readonly #words: readonly string[];
  /** In plain letters, in which a text holds them however it writes them. */
  readonly #plain: readonly string[];
  readonly #capitals: readonly string[];
  #pattern: RegExp | undefined;

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => word.trim()).filter((word) => word !== "");
    this.#plain = [...new Set(this.#words.map((word) => plainLetters(word) ?? word))];
    this.#capitals = shortest([...new Set(this.#plain.map((word) => capitals(word)))]);
  }

  occurIn(text: string): boolean {
    if (this.#capitals.length === 0) return false;
    const letters = plainLetters(text) ?? text;
    // To compile a pattern takes longer than all else that maps an event.
    const all = capitals(letters);
    if (!this.#capitals.some((word) => all.includes(word))) return false;
    this.#pattern ??= new RegExp(patternOf(this.#plain), "iu");
    return this.#pattern.test(letters);
  }

  /** Replaces each where it occurs; the whole text where it does in other letters. */
  replaceIn(text: string, replacement: string): string {
    if (!this.occurIn(text)) return text;
    const forms = new Set([...this.#plain, ...this.#words.flatMap((word) => formsOf(word))]);
    const replaced = text.replaceAll(new RegExp(patternOf([...forms]), "giu"), replacement);
    return replaced === text ? replacement : replaced;
  }
}

function formsOf(word: string): string[] {
  const forms = ["NFC", "NFD"].map((form) => word.normalize(form));
  // ß is SS in upper case.
  return forms.flatMap((form) => [form, form.toUpperCase(), form.toLowerCase()]);
}

/** More than these are not compared with each other. */
const MOST_COMPARED = 30;

/** Without words in which another occurs: where they stand, it does. */
function shortest(words: readonly string[]): readonly string[] {
  if (words.length > MOST_COMPARED) return words;
  return words.filter((word) => !words.some((other) => other !== word && word.includes(other)));
}

function patternOf(words: readonly string[]): string {
  const choices = (chosen: readonly string[]): string =>
    chosen.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join("|");
  const unspaced = words.filter((word) => UNSPACED.test(word));
  const spaced = words.filter((word) => !UNSPACED.test(word));
  const alone = String.raw`(?<![\p{L}\p{N}])(?:${choices(spaced)})(?![\p{L}\p{N}])`;
  return [
    ...(spaced.length === 0 ? [] : [alone]),
    ...(unspaced.length === 0 ? [] : [choices(unspaced)]),
  ].join("|");
}

/** The same for all texts that a pattern takes for the same in any case. */
export function capitals(text: string): string {
  return text.toLowerCase().toUpperCase();
}
