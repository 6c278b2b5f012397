import { isCardNumber } from "./card-numbers.ts";
import { Members } from "./json-members.ts";
import { decodeBeginning, decodeString, nextToken, type Token } from "./json-tokens.ts";
import { maskText } from "./mask-text.ts";
import type { Masks } from "./masks.ts";
import { CUT, redact, REDACTED, type Span } from "./redact.ts";

/** What JSON's grammar allows next. */
type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end" | "text";

const HIDDEN = `"${REDACTED}"`;

/**
 * JSON in which what may be secret is replaced by `"[redacted]"`; all else stays as it was written. What cannot be read,
 * because it is no JSON or was cut off, is left out from there on.
 *
 * @param end where it is to be cut; what begins before it is masked as a whole
 * @param depth how many texts of other JSON it is within
 */
export function maskJson(text: string, masks: Masks, end: number = text.length, depth = 0): string {
  return new JsonMask(text, masks, end, depth).mask();
}

/** Reads from left to right, without building values: neither nesting nor a cut is of any consequence. */
class JsonMask {
  readonly #text: string;
  readonly #masks: Masks;
  readonly #end: number;
  readonly #depth: number;
  readonly #spans: Span[] = [];
  /** Objects and arrays around the place that is read. */
  readonly #around: Members[] = [];
  #expected: Expected = "text";
  /** How many there are around the secret object or array under way. */
  #hiddenWithin = Infinity;

  constructor(text: string, masks: Masks, end: number, depth: number) {
    this.#text = text;
    this.#masks = masks;
    this.#end = end;
    this.#depth = depth;
  }

  mask(): string {
    const text = this.#text;
    let at = 0;
    for (;;) {
      const token = nextToken(text, at);
      if (token === undefined && this.#expected === "text" && this.#end >= text.length) {
        return redact(text, this.#spans);
      }
      if (token === undefined || token.start >= this.#end || !this.#isAllowed(token.kind)) {
        return this.#cut(token?.start ?? text.length);
      }
      if (token.stop > this.#end && token.kind === "string") return this.#cutString(token);
      if (!this.#read(token)) return this.#cut(token.start);
      at = token.stop;
    }
  }

  #isAllowed(kind: Token["kind"]): boolean {
    const isValue = kind === "string" || kind === "other" || kind === "{" || kind === "[";
    switch (this.#expected) {
      case "value":
      // One text after the other, as in NDJSON.
      case "text":
        return isValue;
      case "value or ]":
        return isValue || kind === "]";
      case "name":
        return kind === "string";
      case "name or }":
        return kind === "string" || kind === "}";
      case ":":
        return kind === ":";
      case ", or end":
        return kind === "," || kind === (this.#around.at(-1)!.isObject ? "}" : "]");
    }
  }

  /** False for what is no JSON after all. */
  #read(token: Token): boolean {
    switch (token.kind) {
      case "{":
      case "[":
        this.#open(token);
        return true;
      case "}":
      case "]":
        this.#close(token);
        return true;
      case ",":
        this.#expected = this.#around.at(-1)!.isObject ? "name" : "value";
        return true;
      case ":":
        this.#expected = "value";
        return true;
      case "string":
        return this.#string(token);
      default:
        this.#other(token);
        return true;
    }
  }

  #open({ kind, start }: Token): void {
    if (this.#isSecret) this.#hiddenWithin = Math.min(this.#hiddenWithin, this.#around.length);
    this.#around.push(new Members(kind === "{", start, this.#masks));
    this.#expected = kind === "{" ? "name or }" : "value or ]";
  }

  #close({ stop }: Token): void {
    const { start } = this.#around.pop()!;
    if (this.#hiddenWithin === this.#around.length) {
      this.#hiddenWithin = Infinity;
      this.#hide(start, stop);
    }
    this.#done({ start, stop }, undefined);
  }

  #string({ start, stop }: Token): boolean {
    const decoded = decodeString(this.#text.slice(start + 1, stop - 1));
    if (decoded === undefined) return false;
    const isName = this.#expected.startsWith("name");
    const isSecret = !isName && this.#isSecret;
    if (isSecret && decoded !== "") this.#hide(start, stop);
    else if (!this.#isHidden) {
      const masked = maskText(decoded, this.#masks, decoded.length, this.#depth);
      if (masked !== decoded) this.#hide(start, stop, JSON.stringify(masked));
    }
    if (isName) {
      this.#around.at(-1)!.name(decoded);
      this.#expected = ":";
    } else this.#done({ start, stop }, isSecret ? undefined : decoded);
    return true;
  }

  #other({ start, stop }: Token): void {
    const token = this.#text.slice(start, stop);
    if (token !== "null" && (this.#isSecret || isCard(token) || this.#isOwn(token)))
      this.#hide(start, stop);
    this.#done({ start, stop }, undefined);
  }

  /** Whether one of the app's patterns describes it. */
  #isOwn(token: string): boolean {
    return this.#masks.patterns.some((pattern) => token.search(pattern) >= 0);
  }

  get #isHidden(): boolean {
    return this.#hiddenWithin !== Infinity;
  }

  get #isSecret(): boolean {
    return this.#around.at(-1)?.isSecret === true;
  }

  #done(value: Span, text: string | undefined): void {
    const members = this.#around.at(-1);
    const secret = members?.value(value, text);
    if (secret !== undefined) this.#hide(secret.start, secret.stop);
    this.#expected = members === undefined ? "text" : ", or end";
  }

  #hide(start: number, stop: number, instead: string = HIDDEN): void {
    this.#spans.push({ start, stop, instead });
  }

  #cut(at: number): string {
    this.#hideDoubtful(at);
    return redact(this.#text, this.#spans, Math.min(at, this.#end)) + CUT;
  }

  /** What would have said that a value is secret may be beyond the cut. */
  #hideDoubtful(at: number): void {
    const starts = [...this.#around.slice(1).map(({ start }) => start), at];
    if (this.#isHidden) this.#hide(this.#around[this.#hiddenWithin]!.start, Infinity);
    for (const [i, members] of this.#around.entries()) {
      const doubtful = members.doubtful(starts[i]!);
      if (doubtful !== undefined) this.#hide(doubtful.start, doubtful.stop);
    }
  }

  /** Shows of a text that goes on beyond the end what comes before it. */
  #cutString({ start, stop }: Token): string {
    const isShown = this.#expected.startsWith("value") || this.#expected === "text";
    if (!isShown || this.#isHidden) return this.#cut(start);
    this.#hideDoubtful(start);
    if (this.#isSecret) this.#hide(start, Infinity);
    else {
      const raw = this.#text.slice(start + 1, stop - 1);
      const shown = decodeBeginning(raw.slice(0, Math.max(0, this.#end - start - 1)));
      const masked = maskText(decodeBeginning(raw), this.#masks, shown.length, this.#depth);
      this.#hide(start, this.#text.length, JSON.stringify(masked).slice(0, -1));
    }
    return redact(this.#text, this.#spans, this.#text.length) + CUT;
  }
}

function isCard(token: string): boolean {
  if (token.length < 13) return false;
  const value = Number(token);
  return isCardNumber(token) || (Number.isSafeInteger(value) && isCardNumber(String(value)));
}
