import type { ProductEvent } from "@peekjs/protocol";
import { asText, member } from "../event/values.ts";
import { embeddedJson } from "./embedded-json.ts";
import { foldKey } from "./fold-key.ts";
import { holdsPerson, wordKind, type WordKind } from "./personal-key.ts";

/** What an event tells of people, wherever it does: to be looked for everywhere else in it. */
export interface Known {
  /** Addresses of e-mail and of houses, names, their parts, and first and last names as one word. */
  words: string[];
  phones: string[];
}

/** Deeper members tell nothing. */
const DEEPEST = 8;

/** Fewer digits occur in too many numbers that are no phone's. */
export const FEWEST_PHONE_DIGITS = 7;

/** Shorter parts of names are articles and initials in too many texts. */
const SHORTEST_PART = 3;

/** Values that an event may have, and that may tell of people: each text of it is compared with all of these. */
const MOST_VALUES = 20_000;
const MOST_KNOWN = 200;

/** First and last names that are looked for as one word. */
const MOST_JOINED = 5;

/** Members of a name or a number that is an object: `{ first, last }`, `[{ value, type }]`. */
const PARTS: Partial<Record<WordKind, ReadonlySet<string>>> = {
  fullName: new Set(["first", "last", "middle", "given", "family", "full", "formatted", "value"]),
  phone: new Set(["value", "number", "national", "international", "raw"]),
};

const ASCII = /^[\x20-\x7e]*$/;

/**
 * Reads the user data and traits, which are about a person, members of a personal name in everything else, and what
 * stands there under the name of somebody: `customer`, `passengers`.
 *
 * @throws RangeError for an event that has more of them than can be looked for: to look for some would give the others away
 */
export function readKnown(event: ProductEvent): Known {
  const { type, userData, traits, context, properties } = event;
  const reader = new Reader();
  reader.read(userData, true, 1);
  reader.read(traits, type !== "group", 1);
  reader.read(member(context, "traits"), true, 1);
  reader.read(context, false, 1);
  reader.read(properties, false, 1);
  return { words: [...reader.words, ...reader.joinedNames()], phones: [...reader.phones] };
}

class Reader {
  readonly words = new Set<string>();
  readonly phones = new Set<string>();
  readonly #firstNames = new Set<string>();
  readonly #lastNames = new Set<string>();
  #values = 0;

  /** @param within what an object is a part of */
  read(value: unknown, isAboutPerson: boolean, depth: number, within?: WordKind): void {
    if (++this.#values > MOST_VALUES) throw new RangeError("The event has too many values.");
    if (depth > DEEPEST || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.#readItem(item, undefined, isAboutPerson, depth);
      return;
    }
    for (const [key, member] of Object.entries(value)) {
      const part = within && PARTS[within]?.has(foldKey(key)) === true ? within : undefined;
      const kind = wordKind(key, isAboutPerson) ?? part;
      const isAbout = isAboutPerson || (typeof member === "object" && holdsPerson(key));
      for (const item of Array.isArray(member) ? (member as unknown[]) : [member]) {
        this.#readItem(item, kind, isAbout, depth);
      }
    }
  }

  /** First and last names as one word, in either order, as in names of accounts, and as some languages write them. */
  joinedNames(): string[] {
    const firstNames = [...this.#firstNames].slice(0, MOST_JOINED);
    const lastNames = [...this.#lastNames].slice(0, MOST_JOINED);
    return firstNames.flatMap((first) =>
      lastNames.flatMap((last) =>
        [first + last, last + first].map((name) => name.replaceAll(/[\s-]/g, "")),
      ),
    );
  }

  #readItem(
    item: unknown,
    kind: WordKind | undefined,
    isAboutPerson: boolean,
    depth: number,
  ): void {
    const text = asText(item);
    if (text === undefined) this.read(item, isAboutPerson, depth + 1, kind);
    else if (kind !== undefined) this.#add(kind, text);
    else this.read(embeddedJson(text), isAboutPerson, depth + 1);
  }

  #add(kind: WordKind, text: string): void {
    if (kind === "phone") {
      if (text.replaceAll(/\D/g, "").length < FEWEST_PHONE_DIGITS) return;
      this.#know(this.phones, text);
    }
    if (text.length > 1 || !ASCII.test(text)) this.#know(this.words, text);
    if (kind === "firstName") this.#know(this.#firstNames, text);
    if (kind === "lastName") this.#know(this.#lastNames, text);
    if (kind === "fullName") for (const part of partsOf(text)) this.#know(this.words, part);
  }

  #know(set: Set<string>, text: string): void {
    set.add(text);
    if (set.size > MOST_KNOWN) throw new RangeError("The event tells of too many people.");
  }
}

function partsOf(name: string): string[] {
  const parts = name.split(/[\s,.]+/).filter((part) => part !== "");
  return parts.filter((part) => part.length >= SHORTEST_PART || !ASCII.test(part));
}
