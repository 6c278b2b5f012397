import { TEXT_LIMITS } from "../limits.ts";
import type { TextField } from "../request-record.ts";
import { truncate } from "../truncate.ts";
import type { AsciiWriter } from "./ascii-writer.ts";
import type { Dictionary } from "./dictionary.ts";

/** A column of texts as indexes into a dictionary, -1 where there is none. */
export class TextColumn {
  readonly field: TextField;
  readonly #limit: number;
  #values: Int32Array = new Int32Array(0);
  /** Whether any record has a text. */
  isPresent = false;
  #previous: string | undefined;
  #previousIndex = -1;

  constructor(field: TextField) {
    this.field = field;
    this.#limit = TEXT_LIMITS[field];
  }

  /** Empties it, for so many records. */
  reset(count: number): void {
    if (this.#values.length < count) this.#values = new Int32Array(count);
    this.#values.fill(-1, 0, count);
    this.isPresent = false;
    this.#previous = undefined;
  }

  /** Puts the text of a record. */
  put(at: number, value: unknown, dictionary: Dictionary): void {
    this.#values[at] = this.#indexOf(value, dictionary);
  }

  write(writer: AsciiWriter, count: number): void {
    writer.integers(this.#values, count);
  }

  #indexOf(value: unknown, dictionary: Dictionary): number {
    if (typeof value !== "string" || value === "") return -1;
    if (value === this.#previous) return this.#previousIndex;
    this.isPresent = true;
    const text = value.length > this.#limit ? truncate(value, this.#limit) : value;
    this.#previous = value;
    this.#previousIndex = dictionary.indexOf(text);
    return this.#previousIndex;
  }
}
