import { FORBIDDEN_KEYS } from "@peekjs/protocol";
import { isRecord } from "../event/values.ts";
import { hasEmail, redactEmails } from "./find-email.ts";
import { PERSONAL_KEYS, type Person } from "./person.ts";
import { Words } from "./words.ts";

/** Fewer digits occur in too many numbers that are no phone's. */
const FEWEST_PHONE_DIGITS = 7;

/** Deeper values are left out. */
const DEEPEST = 8;

const REDACTED = "redacted";

const LOWER_CASE = /^[a-z0-9]*$/;

/** Members that are personal by their name. `name` is not: products and pages have names. */
const KEYS: ReadonlySet<string> = new Set(
  [
    PERSONAL_KEYS.emails,
    PERSONAL_KEYS.phones,
    PERSONAL_KEYS.firstName,
    PERSONAL_KEYS.lastName,
    ["fullName", "full_name", "password", "ssn"],
    PERSONAL_KEYS.birthday,
    PERSONAL_KEYS.gender,
    PERSONAL_KEYS.street,
  ].flatMap((keys) => keys.filter((key) => key.length > 2).map((key) => fold(key))),
);

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
  readonly #phones: string[];

  constructor({ emails, phones, firstName, lastName, fullName, street }: Person) {
    const words = [...emails, ...phones, firstName, lastName, fullName, street].filter(
      (word) => word !== undefined,
    );
    this.#words = new Words(words);
    this.#phones = phones
      .map((phone) => phone.replaceAll(/\D/g, "").replace(/^0+/, ""))
      .filter((digits) => digits.length >= FEWEST_PHONE_DIGITS);
  }

  /** Whether an e-mail address, or something known of the person, occurs in a text as it is or URL-encoded. */
  isPersonal(text: string): boolean {
    return this.#occursIn(text) || (text.includes("%") && this.#occursIn(decode(text)));
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
      if (this.#isPersonalKey(key)) {
        const isNameable = KEYS.has(fold(key));
        this.omitted.push(`${path}.${isNameable ? key : REDACTED}`);
      } else {
        const cleaned = this.#value(member, `${path}.${key}`, depth + 1);
        if (cleaned !== undefined) copy[key] = cleaned;
      }
    }
    return copy;
  }

  #value(value: unknown, path: string, depth: number): unknown {
    if (typeof value === "string") return this.#text(value, path);
    if (typeof value === "number") return this.#isPhone(String(value)) ? this.#omit(path) : value;
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date) return value;
    if (depth > DEEPEST) return this.#omit(path);
    if (!Array.isArray(value)) return this.#object(value, path, depth);
    const items = value.map((item: unknown) => this.#value(item, `${path}[]`, depth + 1));
    return items.filter((item) => item !== undefined);
  }

  #text(text: string, path: string): string | undefined {
    if (!this.isPersonal(text)) return this.#hasPersonalParameter(text) ? this.#url(text) : text;
    return /^https?:\/\//i.test(text) ? (this.#url(text) ?? this.#omit(path)) : this.#omit(path);
  }

  #omit(path: string): undefined {
    this.omitted.push(path);
  }

  #hasPersonalParameter(text: string): boolean {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
    return [...new URL(text).searchParams.keys()].some((key) => this.#isPersonalKey(key));
  }

  /** A URL without the parameters that give the person away; undefined when more than these does. */
  #url(text: string): string | undefined {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    url.username = "";
    url.password = "";
    for (const [key, value] of Array.from(url.searchParams)) {
      if (this.#isPersonalKey(key) || this.isPersonal(value)) url.searchParams.delete(key);
    }
    if (this.isPersonal(url.hash)) url.hash = "";
    if (this.isPersonal(url.search)) url.search = "";
    if (this.isPersonal(url.pathname)) url.pathname = `/${REDACTED}`;
    return this.isPersonal(url.href) ? undefined : url.href;
  }

  #isPersonalKey(key: string): boolean {
    return KEYS.has(fold(key)) || (!COMMERCE_KEYS.has(key) && this.isPersonal(key));
  }

  #occursIn(text: string): boolean {
    return hasEmail(text) || this.#words.occurIn(text) || this.#isPhone(text);
  }

  #isPhone(text: string): boolean {
    if (this.#phones.length === 0 || text.length < FEWEST_PHONE_DIGITS) return false;
    const digits = text.replaceAll(/[\s().+/-]/g, "");
    return this.#phones.some((phone) => digits.includes(phone));
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function fold(key: string): string {
  return LOWER_CASE.test(key) ? key : key.replaceAll(/[_\s-]/g, "").toLowerCase();
}
