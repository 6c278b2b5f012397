import { FORBIDDEN_KEYS } from "@peekjs/protocol";
import { isRecord } from "../event/values.ts";
import { countMembers, embeddedJson } from "./embedded-json.ts";
import { hasEmail, redactEmails } from "./find-email.ts";
import type { Known } from "./known.ts";
import { decode, withoutParameters } from "./parameters.ts";
import { isPersonalKey } from "./personal-key.ts";
import { PhoneWords } from "./phone-words.ts";
import { plainLetters } from "./plain-letters.ts";
import { Words } from "./words.ts";

/** Deeper values are left out. */
const DEEPEST = 8;

/** URLs stand in parameters of URLs. */
const MOST_ENCODINGS = 4;

/** Letters and digits that stand for those of ASCII. */
const WIDE = /[\u0660-\u0669\u06f0-\u06f9\uff00-\uff5e]/;

const REDACTED = "redacted";

/** Members that destinations map by name: a customer called Price does not cost them their price. */
const COMMERCE_KEYS: ReadonlySet<string> = new Set(
  "brand category content_ids contents currency id item_id items name order order_id page path price product product_id products quantity query referrer revenue search sku title total url value variant".split(
    " ",
  ),
);

/** Finds and removes what gives a person away. */
export class Cleaner {
  readonly omitted: string[] = [];
  readonly #words: Words;
  readonly #phones: PhoneWords;

  static of({ words, phones }: Known): Cleaner {
    return new Cleaner(new Words(words), new PhoneWords(phones));
  }

  private constructor(words: Words, phones: PhoneWords) {
    this.#words = words;
    this.#phones = phones;
  }

  /** Another that looks for the same, and has omitted nothing yet. */
  again(): Cleaner {
    return new Cleaner(this.#words, this.#phones);
  }

  /**
   * Whether an e-mail address, or something known of a person, occurs in a text: as it is, in other letters or
   * URL-encoded.
   */
  isPersonal(text: string): boolean {
    return this.#occursIn(text) || decodings(text).some((decoded) => this.#occursIn(decoded));
  }

  /** Whether a text holds an e-mail address or a phone number. */
  isContact(text: string): boolean {
    const letters = WIDE.test(text) ? (plainLetters(text) ?? text) : text;
    return hasEmail(letters) || this.#phones.occurIn(letters);
  }

  /** A text with what is personal replaced. */
  redact(text: string): string {
    if (!this.isPersonal(text)) return text;
    const redacted = this.#words.replaceIn(redactEmails(text, REDACTED), REDACTED);
    return this.isPersonal(redacted) ? REDACTED : redacted;
  }

  /** A copy without what is personal. What was left out is added to `omitted`, by its path. */
  record(value: unknown, path: string): Record<string, unknown> | undefined {
    return isRecord(value) ? this.#object(value, path, 1) : undefined;
  }

  #object(value: object, path: string, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      if (FORBIDDEN_KEYS.has(key)) continue;
      // A truth says nothing of whom: `mobile: true`.
      const isPersonal = typeof member !== "boolean" && isPersonalKey(key);
      if (isPersonal) this.#omit(`${path}.${this.isPersonal(key) ? REDACTED : key}`);
      else if (!COMMERCE_KEYS.has(key) && this.isPersonal(key)) this.#omit(`${path}.${REDACTED}`);
      else {
        const cleaned = this.#value(member, `${path}.${key}`, depth + 1);
        if (cleaned !== undefined) copy[key] = cleaned;
      }
    }
    return copy;
  }

  #value(given: unknown, path: string, depth: number): unknown {
    const value = asJson(given);
    if (typeof value === "string") return this.#text(value, path, depth);
    if (typeof value === "number") {
      return this.#phones.occurIn(String(value)) ? this.#omit(path) : value;
    }
    if (typeof value === "function") return undefined;
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date) return value;
    if (depth > DEEPEST) return this.#omit(path);
    if (!Array.isArray(value)) return this.#object(value, path, depth);
    const items = value.map((item: unknown) => this.#value(item, `${path}[]`, depth + 1));
    return items.filter((item) => item !== undefined);
  }

  #text(text: string, path: string, depth: number): string | undefined {
    const embedded = embeddedJson(text);
    if (embedded !== undefined) return this.#json(text, embedded, path, depth);
    const kept = this.#withoutParameters(text);
    if (kept === "" && text !== "") return this.#omit(path);
    const cleaned = this.isPersonal(kept) ? this.#url(kept) : kept;
    if (cleaned === undefined) return this.#omit(path);
    if (cleaned !== text) this.#omit(`${path} (in part)`);
    return cleaned;
  }

  /** As it is, to the digit, unless something was taken out, or a parser passed over members that have a namesake. */
  #json(text: string, embedded: object, path: string, depth: number): string | undefined {
    const omitted = this.omitted.length;
    const cleaned = JSON.stringify(this.#value(embedded, path, depth + 1)) as string | undefined;
    if (this.omitted.length > omitted || cleaned === undefined) return cleaned;
    const isWhole =
      cleaned === JSON.stringify(embedded) && countMembers(cleaned) === countMembers(text);
    if (isWhole) return text;
    this.#omit(`${path} (in part)`);
    return cleaned;
  }

  /** Also those that hold a URL, or such a list, with personal ones. */
  #withoutParameters(text: string, encodings = 0): string {
    return withoutParameters(text, (name, value) => {
      if (isPersonalKey(name) || this.isPersonal(value)) return true;
      if (encodings >= MOST_ENCODINGS || !value.includes("%")) return false;
      const inner = decode(value);
      return this.#withoutParameters(inner, encodings + 1) !== inner;
    });
  }

  #omit(path: string): undefined {
    this.omitted.push(path);
  }

  /** A URL without the parts that give a person away; undefined when its host does, and for every other text. */
  #url(text: string): string | undefined {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
    const url = new URL(text);
    url.username = "";
    url.password = "";
    if (this.isPersonal(url.hash)) url.hash = "";
    if (this.isPersonal(url.search)) url.search = "";
    if (this.isPersonal(url.pathname)) url.pathname = `/${REDACTED}`;
    return this.isPersonal(url.href) ? undefined : url.href;
  }

  #occursIn(text: string): boolean {
    return this.isContact(text) || this.#words.occurIn(text);
  }
}

/** A text decoded, as often as it is encoded. */
function decodings(text: string): readonly string[] {
  const all: string[] = [];
  let reading = text;
  while (all.length < MOST_ENCODINGS && /%|\\u/.test(reading)) {
    const decoded = decode(reading);
    if (decoded === reading) break;
    all.push(decoded);
    reading = decoded;
  }
  return all;
}

/** What an object that writes itself becomes in JSON; dates stay dates. */
function asJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value) as unknown) : value;
}
