/** Letters that no form of Unicode takes apart. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["æ", "ae"],
  ["ð", "d"],
  ["đ", "d"],
  ["ı", "i"],
  ["ł", "l"],
  ["ø", "o"],
  ["œ", "oe"],
  ["þ", "th"],
  ["ß", "ss"],
]);

const OTHER = new RegExp(`[${[...OTHERS.keys()].join("")}]`, "giu");

/**
 * A text in plain letters, as people and programs write a name down once they have lost its accents: `Zoë` as `Zoe`,
 * `Søren` as `Soren`, `’` as `'`, wide and Arabic digits as digits. Undefined when it is in ASCII anyway.
 */
export function plainLetters(text: string): string | undefined {
  if (!/[\u0080-\uffff]/.test(text)) return undefined;
  const letters = text.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  if (!/[\u0080-\uffff]/.test(letters)) return letters;
  return letters
    .replaceAll(OTHER, (letter) => OTHERS.get(letter.toLowerCase()) ?? letter)
    .replaceAll(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
