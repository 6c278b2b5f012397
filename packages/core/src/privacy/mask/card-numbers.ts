import type { Span } from "./redact.ts";

/** Digits that may be a card number: with a separator or two between them. */
const DIGITS = /\d(?:[\s\-–—\u200B.·_/]{0,2}\d){12,}/g;
/** Cheaper than {@link DIGITS}, and nearly never right where that is not. */
const ENOUGH = /\d(?:\D{0,2}\d){12}/;
const GROUP = /\d+/g;
const FEWEST = 13;
const MOST = 19;

/** Card numbers: 13 to 19 digits as issuers give them, whose last one is right by Luhn's formula. */
export function findCardNumbers(text: string): Span[] {
  const found: Span[] = [];
  if (!ENOUGH.test(text)) return found;
  for (const { 0: run, index } of text.matchAll(DIGITS)) {
    const groups = [...run.matchAll(GROUP)];
    for (let first = 0; first < groups.length; first++) {
      let digits = "";
      for (let last = first; last < groups.length && digits.length < MOST; last++) {
        digits += groups[last]![0];
        if (!isCardNumber(digits)) continue;
        const end = groups[last]!.index + groups[last]![0].length;
        found.push({ start: index + groups[first]!.index, stop: index + end });
      }
    }
  }
  return found;
}

/** Payment cards begin with 2 to 6; times in milliseconds, which are as long, with 1. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < FEWEST || digits.length > MOST) return false;
  return digits >= "2" && digits < "7" && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
