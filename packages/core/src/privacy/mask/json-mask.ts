import { isCardNumber } from "./card-numbers.ts";
import { JsonGrammar } from "./json-grammar.ts";
import { JsonSecrets } from "./json-secrets.ts";
import { decodeBeginning, decodeString, nextToken, type Token } from "./json-tokens.ts";
import type { Masks } from "./masks.ts";
import { CUT, redact } from "./redact.ts";

/** As `maskText`, which masks the texts within; it is handed in because it in turn finds JSON in texts. */
type MaskText = (text: string, masks: Masks, end: number, depth: number) => string;

/** Masks JSON from left to right, without building values: neither nesting nor a cut is of any consequence. */
export class JsonMask {
  readonly #text: string;
  readonly #masks: Masks;
  readonly #end: number;
  readonly #depth: number;
  readonly #maskText: MaskText;
  readonly #grammar = new JsonGrammar();
  readonly #secrets: JsonSecrets;

  /**
   * @param end where the text is to be cut; what begins before it is masked as a whole
   * @param depth how many texts of other JSON it is within
   */
  constructor(text: string, masks: Masks, end: number, depth: number, maskText: MaskText) {
    this.#text = text;
    this.#masks = masks;
    this.#end = end;
    this.#depth = depth;
    this.#maskText = maskText;
    this.#secrets = new JsonSecrets(masks);
  }

  mask(): string {
    const text = this.#text;
    const grammar = this.#grammar;
    let at = 0;
    for (;;) {
      const token = nextToken(text, at);
      if (token === undefined && grammar.isBetweenTexts && this.#end >= text.length) {
        return redact(text, this.#secrets.spans);
      }
      if (token === undefined || token.start >= this.#end || !grammar.allows(token.kind)) {
        return this.#cut(token?.start ?? text.length);
      }
      if (token.stop > this.#end && token.kind === "string") return this.#cutString(token);
      if (!this.#read(token)) return this.#cut(token.start);
      grammar.pass(token.kind);
      at = token.stop;
    }
  }

  /** False for what is no JSON after all. */
  #read(token: Token): boolean {
    switch (token.kind) {
      case "{":
      case "[":
        this.#secrets.open(token.kind === "{", token.start);
        return true;
      case "}":
      case "]":
        this.#secrets.close(token.stop);
        return true;
      case "string":
        return this.#string(token);
      case "other":
        this.#other(token);
        return true;
      default:
        return true;
    }
  }

  #string({ start, stop }: Token): boolean {
    const secrets = this.#secrets;
    const decoded = decodeString(this.#text.slice(start + 1, stop - 1));
    if (decoded === undefined) return false;
    const isName = this.#grammar.expectsName;
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
    const secrets = this.#secrets;
    const token = this.#text.slice(start, stop);
    const mayShow = token === "null" || !(secrets.isSecret || isCard(token) || this.#isOwn(token));
    if (!mayShow) secrets.hide(start, stop);
    secrets.value({ start, stop }, undefined);
  }

  /** Whether one of the app's patterns describes it. */
  #isOwn(token: string): boolean {
    return this.#masks.patterns.some((pattern) => token.search(pattern) >= 0);
  }

  #cut(at: number): string {
    this.#secrets.hideDoubtful(at);
    return redact(this.#text, this.#secrets.spans, Math.min(at, this.#end)) + CUT;
  }

  /** Shows of a text that goes on beyond the end what comes before it. */
  #cutString({ start, stop }: Token): string {
    const secrets = this.#secrets;
    if (this.#grammar.expectsName || secrets.isHidden) return this.#cut(start);
    secrets.hideDoubtful(start);
    if (secrets.isSecret) secrets.hide(start, Infinity);
    else {
      const raw = this.#text.slice(start + 1, stop - 1);
      const shown = decodeBeginning(raw.slice(0, Math.max(0, this.#end - start - 1)));
      const masked = this.#maskText(decodeBeginning(raw), this.#masks, shown.length, this.#depth);
      secrets.hide(start, this.#text.length, JSON.stringify(masked).slice(0, -1));
    }
    return redact(this.#text, secrets.spans, this.#text.length) + CUT;
  }
}

function isCard(token: string): boolean {
  if (token.length < 13) return false;
  const value = Number(token);
  return isCardNumber(token) || (Number.isSafeInteger(value) && isCardNumber(String(value)));
}
