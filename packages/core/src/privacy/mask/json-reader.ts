import { isCardNumber } from "./card-numbers.ts";
import { JsonGrammar } from "./json-grammar.ts";
import { JsonSecrets } from "./json-secrets.ts";
import { decodeBeginning, decodeString, type Token } from "./json-tokens.ts";
import type { Masks } from "./masks.ts";

/** As `maskText`, which masks the texts within; it is handed in because it in turn finds JSON in texts. */
export type MaskText = (text: string, masks: Masks, end: number, depth: number) => string;

/** Reads JSON from left to right, without building values: neither nesting nor a cut is of any consequence. */
export class JsonReader {
  readonly grammar = new JsonGrammar();
  readonly secrets: JsonSecrets;
  readonly #text: string;
  readonly #masks: Masks;
  readonly #depth: number;
  readonly #maskText: MaskText;

  /** @param depth how many texts of other JSON it is within */
  constructor(text: string, masks: Masks, depth: number, maskText: MaskText) {
    this.#text = text;
    this.#masks = masks;
    this.#depth = depth;
    this.#maskText = maskText;
    this.secrets = new JsonSecrets(masks);
  }

  /** Reads the next token, and has hidden what of it is secret. False for what is no JSON after all. */
  read(token: Token): boolean {
    if (!this.grammar.allows(token.kind)) return false;
    if (token.kind === "{" || token.kind === "[") {
      this.secrets.open(token.kind === "{", token.start);
    } else if (token.kind === "}" || token.kind === "]") {
      this.secrets.close(token.stop);
    } else if (token.kind === "other") {
      this.#other(token);
    } else if (token.kind === "string" && !this.#string(token)) {
      return false;
    }
    this.grammar.pass(token.kind);
    return true;
  }

  /**
   * What of a string that goes on beyond a place comes before it, masked.
   *
   * @param end the place
   */
  beginning({ start, stop }: Token, end: number): { shown: string; masked: string } {
    const raw = this.#text.slice(start + 1, stop - 1);
    const whole = decodeBeginning(raw);
    const { length } = decodeBeginning(raw.slice(0, Math.max(0, end - start - 1)));
    const masked = this.#maskText(whole, this.#masks, length, this.#depth);
    return { shown: whole.slice(0, length), masked };
  }

  #string({ start, stop }: Token): boolean {
    const { secrets } = this;
    const decoded = decodeString(this.#text.slice(start + 1, stop - 1));
    if (decoded === undefined) return false;
    const isName = this.grammar.expectsName;
    const isSecret = !isName && secrets.isSecret;
    if (isSecret && decoded !== "") secrets.hide(start, stop);
    else if (!secrets.isHidden) {
      const masked = this.#maskText(decoded, this.#masks, decoded.length, this.#depth);
      if (masked !== decoded) secrets.hide(start, stop, JSON.stringify(masked));
    }
    if (isName) secrets.name(decoded);
    else secrets.value({ start, stop }, isSecret ? undefined : decoded);
    return true;
  }

  #other({ start, stop }: Token): void {
    const { secrets } = this;
    const token = this.#text.slice(start, stop);
    const mayShow = token === "null" || !(secrets.isSecret || isCard(token) || this.#isOwn(token));
    if (!mayShow) secrets.hide(start, stop);
    secrets.value({ start, stop }, undefined);
  }

  /** Whether one of the app's patterns describes it. */
  #isOwn(token: string): boolean {
    return this.#masks.patterns.some((pattern) => token.search(pattern) >= 0);
  }
}

function isCard(token: string): boolean {
  if (token.length < 13) return false;
  const value = Math.abs(Number(token));
  return isCardNumber(token) || (Number.isSafeInteger(value) && isCardNumber(String(value)));
}
