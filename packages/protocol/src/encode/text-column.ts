import { TEXT_LIMITS } from "../limits.ts";
import type { TextField } from "../request-record.ts";
import { truncate } from "../truncate.ts";
import type { AsciiWriter } from "./ascii-writer.ts";
import type { Dictionary } from "./dictionary.ts";
import type { RecurringText } from "./recurring-text.ts";

const FIRST_SIZE = 16;

/** A column of texts as indexes into a dictionary, -1 where there is none. */
export class TextColumn {
  readonly #field: TextField;
  readonly #limit: number;
  #indexes: Int32Array = new Int32Array(0);
  /** The last text, empty where there is none yet; never undefined, for the sake of the comparison's speed. */
  #previous = "";
  #previousIndex = -1;

  constructor(field: TextField) {
    this.#field = field;
    this.#limit = TEXT_LIMITS[field];
  }

  /** Puts the text of a request. */
  put(at: number, value: unknown, dictionary: Dictionary): void {
    if (typeof value !== "string" || value === "") return;
    if (value !== this.#previous) {
      const text = value.length > this.#limit ? truncate(value, this.#limit) : value;
      this.#previous = value;
      this.#previousIndex = dictionary.indexOf(text);
    }
    if (at >= this.#indexes.length) this.#makeRoom(at + 1);
    this.#indexes[at] = this.#previousIndex;
  }

  /** Puts a text that is within the limit, and not empty. */
  putRecurring(at: number, recurring: RecurringText, dictionary: Dictionary): void {
    this.#previous = recurring.text;
    this.#previousIndex = dictionary.indexOfRecurring(recurring);
    if (at >= this.#indexes.length) this.#makeRoom(at + 1);
    this.#indexes[at] = this.#previousIndex;
  }

  /** Removes the text of the last request. */
  remove(at: number): void {
    if (at < this.#indexes.length) this.#indexes[at] = -1;
  }

  /** Takes out `,"<field>":[…]` for so many requests; nothing where none has a text. */
  take(count: number, writer: AsciiWriter): void {
    if (this.#previous === "") return;
    if (count > this.#indexes.length) this.#makeRoom(count);
    writer.literal(`,"${this.#field}":`);
    writer.integers(this.#indexes, count);
    this.#indexes.fill(-1, 0, count);
    this.#previous = "";
  }

  #makeRoom(count: number): void {
    const larger = new Int32Array(Math.max(FIRST_SIZE, 2 * count)).fill(-1);
    larger.set(this.#indexes);
    this.#indexes = larger;
  }
}
