import type { ProductEvent } from "@peekjs/protocol";
import { asText, isRecord, member } from "../event/values.ts";
import { wordKind, type WordKind } from "./personal-key.ts";

/** What an event tells of people, wherever it does: to be looked for everywhere else in it. */
export interface Known {
  /** Addresses of e-mail and of houses, names and their parts. */
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

const ASCII = /^[\x20-\x7e]*$/;

/**
 * Reads the user data and traits, which are about a person, and members of a personal name in everything else.
 *
 * @throws RangeError for an event that has more of them than can be looked for: to look for some would give the others away
 */
export function readKnown({ userData, traits, context, properties }: ProductEvent): Known {
  const reader = new Reader();
  reader.read(userData, true, 1);
  reader.read(traits, true, 1);
  reader.read(member(context, "traits"), true, 1);
  reader.read(context, false, 1);
  reader.read(properties, false, 1);
  return { words: [...reader.words], phones: [...reader.phones] };
}

class Reader {
  readonly words = new Set<string>();
  readonly phones = new Set<string>();
  #values = 0;

  read(value: unknown, isAboutPerson: boolean, depth: number): void {
    if (++this.#values > MOST_VALUES) throw new RangeError("The event has too many values.");
    if (depth > DEEPEST || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.read(item, isAboutPerson, depth + 1);
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (isRecord(item)) this.read(item, isAboutPerson, depth + 1);
      else this.#readMember(key, item, isAboutPerson, depth);
    }
  }

  #readMember(key: string, value: unknown, isAboutPerson: boolean, depth: number): void {
    const kind = wordKind(key, isAboutPerson);
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const text = kind && asText(item);
      if (kind !== undefined && text !== undefined) this.#add(kind, text);
      else this.read(item, isAboutPerson, depth + 1);
    }
  }

  #add(kind: WordKind, text: string): void {
    if (kind === "phone") {
      if (text.replaceAll(/\D/g, "").length < FEWEST_PHONE_DIGITS) return;
      this.#know(this.phones, text);
    }
    if (text.length > 1 || !ASCII.test(text)) this.#know(this.words, text);
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
