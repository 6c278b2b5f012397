import type { RecurringText } from "./recurring-text.ts";

/** Of all dictionaries: a recurring text may be put into several. */
let generations = 0;

const FIRST_SIZE = 16_384;
/** Bytes beyond which room is given back once the texts are taken out. */
const MOST_KEPT = 262_144;
/** A power of two. */
const SLOTS = 1_024;
/** Numbers in a slot: the hash of a text, its index, and where its characters begin, which is 0 in an empty slot. */
const SLOT_SIZE = 3;
const MOST_HASH = 0x3fffffff;
/** In place of the hash of a text that is not copied. */
const NOT_COPIED = -1;
/** Characters beyond which a text is not copied one by one. */
const LONG = 256;
/** Bytes of UTF-8 for a unit of UTF-16, at most. */
const MOST_BYTES = 3;

const OPEN = 0x5b;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const FIRST_PLAIN = 0x20;
const LAST_PLAIN = 0x7e;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The texts of a group, each with its index, as the JSON that they become. A text is read once, while it is at hand, and
 * not kept: it is copied behind the others, and stays there unless its slot tells that it is among them. A slot
 * remembers the last text, and so nearly all are held once.
 */
export class Dictionary {
  readonly #slots = new Int32Array(SLOTS * SLOT_SIZE);
  /** `["first","second",` */
  #bytes = new Uint8Array(FIRST_SIZE);
  #length = 0;
  #count = 0;
  /** Indexes of those that are not copied: long ones, and those with characters that JSON or UTF-8 write in another way. */
  readonly #others = new Map<string, number>();
  /** Changes whenever the texts are taken out. */
  #generation = 0;

  constructor() {
    this.#begin();
  }

  /** The index of a text, which is added if need be; not for an empty one. */
  indexOf(text: string): number {
    const hash = this.#copy(text);
    if (hash === NOT_COPIED) return this.#indexOfOther(text);
    const slots = this.#slots;
    const slot = SLOT_SIZE * ((hash ^ (hash >>> 10)) & (SLOTS - 1));
    const { length } = text;
    if (slots[slot] === hash && this.#isCopy(slots[slot + 2]!, length)) return slots[slot + 1]!;
    slots[slot] = hash;
    slots[slot + 1] = this.#count;
    slots[slot + 2] = this.#length + 1;
    return this.#addCopied(length);
  }

  /** The same of a text that may know its index. */
  indexOfRecurring(recurring: RecurringText): number {
    if (recurring.generation !== this.#generation) {
      const { text } = recurring;
      const isCopied = this.#copy(text) !== NOT_COPIED;
      recurring.index = isCopied ? this.#addCopied(text.length) : this.#indexOfOther(text);
      recurring.generation = this.#generation;
    }
    return recurring.index;
  }

  /** Takes out the texts, as a JSON array. */
  take(): string {
    if (this.#count > 0) this.#length--;
    this.#bytes[this.#length++] = CLOSE;
    const json = decoder.decode(this.#bytes.subarray(0, this.#length));
    this.#begin();
    return json;
  }

  #begin(): void {
    if (this.#bytes.length > MOST_KEPT) this.#bytes = new Uint8Array(FIRST_SIZE);
    this.#bytes[0] = OPEN;
    this.#length = 1;
    this.#count = 0;
    this.#slots.fill(0);
    this.#others.clear();
    this.#generation = ++generations;
  }

  /** Copies a text behind the others, to which it does not belong yet; returns its hash. */
  #copy(text: string): number {
    const { length } = text;
    if (length > LONG) return NOT_COPIED;
    this.#reserve(length + 3);
    const bytes = this.#bytes;
    const start = this.#length + 1;
    let hash = length;
    let special = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      bytes[start + i] = code;
      hash = (Math.imul(hash, 31) + code) | 0;
      // Negative once a character is not plain: branches would take longer.
      special |= (code - FIRST_PLAIN) | (LAST_PLAIN - code);
      special |= ((code ^ QUOTE) - 1) | ((code ^ BACKSLASH) - 1);
    }
    return special < 0 ? NOT_COPIED : hash & MOST_HASH;
  }

  /** Whether what was copied equals what stands there. */
  #isCopy(known: number, length: number): boolean {
    const bytes = this.#bytes;
    const start = this.#length + 1;
    if (known === 0 || bytes[known + length] !== QUOTE) return false;
    for (let i = 0; i < length; i++) if (bytes[known + i] !== bytes[start + i]) return false;
    return true;
  }

  /** Has what was copied belong to the others; returns its index. */
  #addCopied(length: number): number {
    const bytes = this.#bytes;
    const end = this.#length + length + 1;
    bytes[this.#length] = QUOTE;
    bytes[end] = QUOTE;
    bytes[end + 1] = COMMA;
    this.#length = end + 2;
    return this.#count++;
  }

  #indexOfOther(text: string): number {
    const known = this.#others.get(text);
    if (known !== undefined) return known;
    const json = JSON.stringify(text);
    this.#reserve(MOST_BYTES * json.length + 1);
    this.#length += encoder.encodeInto(json, this.#bytes.subarray(this.#length)).written;
    this.#bytes[this.#length++] = COMMA;
    this.#others.set(text, this.#count);
    return this.#count++;
  }

  /** Has room for so many bytes, and for the end. */
  #reserve(bytes: number): void {
    if (this.#length + bytes < this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
