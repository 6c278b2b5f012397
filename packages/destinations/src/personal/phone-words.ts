import { withoutCallingCode } from "./calling-codes.ts";
import { FEWEST_PHONE_DIGITS } from "./known.ts";

/** An international number stands out by its plus sign, whoever's it is. */
const INTERNATIONAL = /(?<![\p{L}\p{N}])\+[1-9](?:[\s().-]{0,2}\d){7,14}(?![\p{L}\p{N}])/u;

/** Phone numbers that are known, as they may stand in a text: with any signs in between, with or without their country. */
export class PhoneWords {
  readonly #known: readonly string[];

  constructor(phones: readonly string[]) {
    const known = phones.flatMap((phone) => {
      const all = phone.replaceAll(/\D/g, "");
      const digits = all.replace(/^0+/, "");
      const isInternational = phone.trim().startsWith("+") || all.startsWith("00");
      return isInternational ? [digits, withoutCallingCode(digits)] : [digits];
    });
    this.#known = known.filter((digits) => digits.length >= FEWEST_PHONE_DIGITS);
  }

  /** Whether one of them occurs, or any international number. */
  occurIn(text: string): boolean {
    if (!hasDigits(text)) return false;
    if (text.includes("+") && INTERNATIONAL.test(text)) return true;
    if (this.#known.length === 0) return false;
    const joined = text.replaceAll(/[^\p{L}\p{N}]/gu, "");
    return this.#known.some((digits) => joined.includes(digits));
  }
}

/** Whether there are enough for a phone number: most texts are done with here. */
function hasDigits(text: string): boolean {
  let digits = 0;
  for (let index = 0; index < text.length && digits < FEWEST_PHONE_DIGITS; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) digits++;
  }
  return digits === FEWEST_PHONE_DIGITS;
}
