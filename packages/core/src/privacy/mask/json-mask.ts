import { JsonReader, type MaskText } from "./json-reader.ts";
import { nextToken, type Token } from "./json-tokens.ts";
import type { Masks } from "./masks.ts";
import { CUT, redact } from "./redact.ts";

/** Masks a text that is JSON; what cannot be read, or is beyond its end, is left out from there on. */
export class JsonMask {
  readonly #text: string;
  readonly #end: number;
  readonly #reader: JsonReader;

  /**
   * @param end where the text is to be cut; what begins before it is masked as a whole
   * @param depth how many texts of other JSON it is within
   */
  constructor(text: string, masks: Masks, end: number, depth: number, maskText: MaskText) {
    this.#text = text;
    this.#end = end;
    this.#reader = new JsonReader(text, masks, depth, maskText);
  }

  mask(): string {
    const text = this.#text;
    const { grammar, secrets } = this.#reader;
    let at = 0;
    for (;;) {
      const token = nextToken(text, at);
      if (token === undefined && grammar.isBetweenTexts && this.#end >= text.length) {
        return redact(text, secrets.spans);
      }
      if (token === undefined || token.start >= this.#end) {
        return this.#cut(token?.start ?? text.length);
      }
      const isCut = token.stop > this.#end && token.kind === "string";
      if (isCut && grammar.allows("string")) return this.#cutString(token);
      if (!this.#reader.read(token)) return this.#cut(token.start);
      at = token.stop;
    }
  }

  #cut(at: number): string {
    const { secrets } = this.#reader;
    secrets.hideDoubtful(at);
    return redact(this.#text, secrets.spans, Math.min(at, this.#end)) + CUT;
  }

  /** Shows of a text that goes on beyond the end what comes before it. */
  #cutString(token: Token): string {
    const { grammar, secrets } = this.#reader;
    const { start } = token;
    if (grammar.expectsName || secrets.isHidden) return this.#cut(start);
    secrets.hideDoubtful(start);
    if (secrets.isSecret) secrets.hide(start, Infinity);
    else {
      const { masked } = this.#reader.beginning(token, this.#end);
      secrets.hide(start, this.#text.length, JSON.stringify(masked).slice(0, -1));
    }
    return redact(this.#text, secrets.spans, this.#text.length) + CUT;
  }
}
