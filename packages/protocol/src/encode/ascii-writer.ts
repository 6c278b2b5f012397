const FIRST_SIZE = 65_536;
/** More bytes than a comma and any number take. */
const LONGEST_NUMBER = 32;
/** Up to here a number's thousandths are whole, and fit in 32 bits. */
const MOST_THOUSANDTHS = 2 ** 31;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;

const decoder = new TextDecoder();

/** The three digits of 0 to 999. */
const DIGITS = Uint8Array.from({ length: 3_000 }, (_, i) => {
  const number = Math.trunc(i / 3);
  return ZERO + (Math.trunc(number / 10 ** (2 - (i % 3))) % 10);
});

/**
 * JSON of numbers under construction. Digits that are written as bytes cost a fraction of numbers that are made into
 * strings.
 */
export class AsciiWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #length = 0;

  /** @param literal ASCII alone */
  literal(literal: string): void {
    this.#reserve(literal.length);
    this.#length = putText(this.#bytes, this.#length, literal);
  }

  /** `[…]` of whole numbers from -1 up. */
  integers(values: Int32Array, count: number): void {
    this.literal("[");
    this.#reserve(count * LONGEST_NUMBER);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < count; i++) {
      if (i > 0) bytes[at++] = COMMA;
      at = putInteger(bytes, at, values[i]!);
    }
    this.#length = at;
    this.literal("]");
  }

  /** `[…]` of numbers, rounded to three decimals; what is no finite number becomes null. */
  numbers(values: Float64Array, count: number): void {
    this.literal("[");
    this.#reserve(count * LONGEST_NUMBER);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < count; i++) {
      if (i > 0) bytes[at++] = COMMA;
      const value = values[i]!;
      const thousandths = Math.round(value * 1_000);
      at =
        thousandths >= 0 && thousandths < MOST_THOUSANDTHS
          ? putThousandths(bytes, at, thousandths | 0)
          : putText(
              bytes,
              at,
              JSON.stringify(Number.isInteger(value) ? value : thousandths / 1_000),
            );
    }
    this.#length = at;
    this.literal("]");
  }

  /** Takes out what was written. */
  take(): string {
    const text = decoder.decode(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return text;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Writes ASCII; returns where it ends. */
function putText(bytes: Uint8Array, start: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
  return start + text.length;
}

/** Writes a whole number from -1 up; returns where it ends. */
function putInteger(bytes: Uint8Array, start: number, value: number): number {
  if (value < 1_000) return putShort(bytes, start, value);
  const thousands = (value / 1_000) | 0;
  if (value < 1_000_000) {
    return putTriple(bytes, putShort(bytes, start, thousands), value - 1_000 * thousands);
  }
  return putText(bytes, start, String(value));
}

/** Writes -1 to 999. */
function putShort(bytes: Uint8Array, start: number, value: number): number {
  if (value < 0) return putText(bytes, start, "-1");
  let at = start;
  if (value >= 100) bytes[at++] = DIGITS[3 * value]!;
  if (value >= 10) bytes[at++] = DIGITS[3 * value + 1]!;
  bytes[at++] = DIGITS[3 * value + 2]!;
  return at;
}

/** Writes 0 to 999 as three digits. */
function putTriple(bytes: Uint8Array, start: number, value: number): number {
  bytes[start] = DIGITS[3 * value]!;
  bytes[start + 1] = DIGITS[3 * value + 1]!;
  bytes[start + 2] = DIGITS[3 * value + 2]!;
  return start + 3;
}

/** Writes thousandths as a number without trailing zeros; returns where it ends. */
function putThousandths(bytes: Uint8Array, start: number, thousandths: number): number {
  const whole = (thousandths / 1_000) | 0;
  const at = putInteger(bytes, start, whole);
  const rest = thousandths - 1_000 * whole;
  if (rest === 0) return at;
  bytes[at] = DOT;
  let end = putTriple(bytes, at + 1, rest);
  while (bytes[end - 1] === ZERO) end--;
  return end;
}
