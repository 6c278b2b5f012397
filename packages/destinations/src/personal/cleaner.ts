import { FORBIDDEN_KEYS } from "@peekjs/protocol";
import { isRecord } from "../event/values.ts";
import { hasEmail, redactEmails } from "./find-email.ts";
import type { Known } from "./known.ts";
import { decode, withoutParameters } from "./parameters.ts";
import { isPersonalKey } from "./personal-key.ts";
import { PhoneWords } from "./phone-words.ts";
import { Words } from "./words.ts";

/** Deeper values are left out. */
const DEEPEST = 8;

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

  constructor({ words, phones }: Known) {
    this.#words = new Words(words);
    this.#phones = new PhoneWords(phones);
  }

  /** Whether an e-mail address, or something known of a person, occurs in a text as it is or URL-encoded. */
  isPersonal(text: string): boolean {
    return this.#occursIn(text) || (text.includes("%") && this.#occursIn(decode(text)));
  }

  /** Whether a text holds an e-mail address or a phone number. */
  isContact(text: string): boolean {
    return hasEmail(text) || this.#phones.occurIn(text);
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
      if (isPersonalKey(key)) this.#omit(`${path}.${this.isPersonal(key) ? REDACTED : key}`);
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
    if (typeof value === "string") return this.#text(value, path);
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

  #text(text: string, path: string): string | undefined {
    const kept = withoutParameters(
      text,
      (name, value) => isPersonalKey(name) || this.isPersonal(value),
    );
    if (kept === "" && text !== "") return this.#omit(path);
    if (!this.isPersonal(kept)) return kept;
    return /^https?:\/\//i.test(kept) ? (this.#url(kept) ?? this.#omit(path)) : this.#omit(path);
  }

  #omit(path: string): undefined {
    this.omitted.push(path);
  }

  /** A URL without the parts that give a person away; undefined when its host does. */
  #url(text: string): string | undefined {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    url.username = "";
    url.password = "";
    if (this.isPersonal(url.hash)) url.hash = "";
    if (this.isPersonal(url.search)) url.search = "";
    if (this.isPersonal(url.pathname)) url.pathname = `/${REDACTED}`;
    return this.isPersonal(url.href) ? undefined : url.href;
  }

  #occursIn(text: string): boolean {
    return hasEmail(text) || this.#words.occurIn(text) || this.#phones.occurIn(text);
  }
}

/** What an object that writes itself becomes in JSON; dates stay dates. */
function asJson(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value) as unknown) : value;
}
