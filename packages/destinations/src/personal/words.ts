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
  /** Of these, those in which no other occurs: where none of them stands, none at all does. */
  readonly #shortest: readonly string[];

  constructor(words: readonly string[]) {
    this.#words = words.map((word) => word.trim()).filter((word) => word !== "");
    this.#plain = [...new Set(this.#words.map((word) => plainLetters(word) ?? word))];
    this.#capitals = [...new Set(this.#plain.map((word) => capitals(word)))];
    this.#shortest = shortest(this.#capitals);
  }

  occurIn(text: string): boolean {
    if (this.#capitals.length === 0) return false;
    const all = capitals(plainLetters(text) ?? text);
    if (!this.#shortest.some((word) => all.includes(word))) return false;
    // To compile a pattern of them would take longer than all else that maps an event.
    return this.#capitals.some((word) => standsIn(all, word));
  }

  /** Replaces each where it occurs; the whole text where it does in other letters. */
  replaceIn(text: string, replacement: string): string {
    if (!this.occurIn(text)) return text;
    const forms = new Set([...this.#plain, ...this.#words.flatMap((word) => formsOf(word))]);
    const replaced = text.replaceAll(new RegExp(patternOf([...forms]), "giu"), replacement);
    return replaced === text ? replacement : replaced;
  }
}

const LETTER_BEFORE = /[\p{L}\p{N}]$/u;
const LETTER_BEHIND = /^[\p{L}\p{N}]/u;
/** Units of UTF-16 that a letter takes at most. */
const LONGEST_LETTER = 2;

/** Whether a word stands alone in a text somewhere, or just in it where its script puts no space between words. */
function standsIn(text: string, word: string): boolean {
  if (UNSPACED.test(word)) return text.includes(word);
  for (let begin = text.indexOf(word); begin >= 0; begin = text.indexOf(word, begin + 1)) {
    const end = begin + word.length;
    const before = text.slice(Math.max(0, begin - LONGEST_LETTER), begin);
    const behind = text.slice(end, end + LONGEST_LETTER);
    if (!LETTER_BEFORE.test(before) && !LETTER_BEHIND.test(behind)) return true;
  }
  return false;
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
