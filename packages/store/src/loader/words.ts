import type { DuckDBType } from "@duckdb/node-api";
import type { Column } from "./column-writer.ts";

const TWO_32 = 2 ** 32;

/** Writes a non-negative integer below 2^53 as 64 bits, low word first. */
export function writeInteger(words: Uint32Array, row: number, value: number): void {
  words[row * 2] = value % TWO_32;
  words[row * 2 + 1] = Math.floor(value / TWO_32);
}

/** A column of fixed width, in 32-bit words, all of whose values are absent until they are set. */
export class NullableColumn {
  readonly words: Uint32Array;
  readonly width: number;
  readonly #valid: Uint8Array;
  readonly #doubles: Float64Array;

  constructor(capacity: number, width: number) {
    this.words = new Uint32Array(capacity * width);
    this.width = width;
    this.#doubles = new Float64Array(this.words.buffer);
    this.#valid = new Uint8Array(Math.ceil(capacity / 64) * 8);
  }

  setValid(row: number): void {
    this.#valid[row >> 3]! |= 1 << (row & 7);
  }

  isValid(row: number): boolean {
    return (this.#valid[row >> 3]! & (1 << (row & 7))) !== 0;
  }

  setDouble(row: number, value: number): void {
    this.#doubles[row] = value;
    this.setValid(row);
  }

  /** Negative values are not kept. */
  setInteger(row: number, value: number): void {
    if (value < 0) return;
    writeInteger(this.words, row, Math.floor(value));
    this.setValid(row);
  }

  /** The integer, 0 where absent. */
  integer(row: number): number {
    return this.isValid(row) ? this.words[row * 2]! + this.words[row * 2 + 1]! * TWO_32 : 0;
  }

  column(type: DuckDBType): Column {
    return { type, values: this.words, valid: this.#valid, width: this.width };
  }
}

/**
 * Writes hexadecimal digits as one big number, low word first. 128 bits are laid out as DuckDB's UUID, whose highest
 * bit is inverted. Returns false where there are too many or too few digits, or other characters.
 */
export function writeHexWords(column: NullableColumn, row: number, digits: Uint8Array): boolean {
  const { words, width } = column;
  if (digits.length !== width * 8) return false;
  for (let word = 0; word < width; word++) {
    let value = 0;
    for (let position = word * 8; position < word * 8 + 8; position++) {
      const digit = HEX[digits[position]!]!;
      if (digit === 255) return false;
      value = (value << 4) | digit;
    }
    words[row * width + width - 1 - word] = value;
  }
  if (width === 4) words[row * 4 + 3]! ^= 0x8000_0000;
  return true;
}

const HEX = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
