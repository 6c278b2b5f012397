import type { NumberField } from "../request-record.ts";
import type { AsciiWriter } from "./ascii-writer.ts";

/** A column of numbers, NaN where there is none. */
export class NumberColumn {
  readonly field: NumberField | "timestamp";
  #values: Float64Array = new Float64Array(0);
  /** Whether any record has a number. */
  isPresent = false;

  constructor(field: NumberField | "timestamp") {
    this.field = field;
  }

  /** Empties it, for so many records. */
  reset(count: number): void {
    if (this.#values.length < count) this.#values = new Float64Array(count);
    this.#values.fill(Number.NaN, 0, count);
    this.isPresent = false;
  }

  /** Puts the number of a record. */
  put(at: number, value: unknown): void {
    if (typeof value !== "number") return;
    this.#values[at] = value;
    this.isPresent = true;
  }

  write(writer: AsciiWriter, count: number): void {
    writer.numbers(this.#values, count);
  }
}
