const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The largest multiple of 62 that a byte holds: bytes from here on would favour some digits. */
const FAIR_BYTES = 248;

/** `length` base62 digits of a cryptographic random source, each equally likely. */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of globalThis.crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < FAIR_BYTES && text.length < length) text += DIGITS[byte % 62];
    }
  }
  return text;
}

/** A number ≥ 0 as base62 of a fixed width. */
export function toBase62(number: number, width: number): string {
  let text = "";
  for (let rest = number; text.length < width; rest = Math.floor(rest / 62)) {
    text = DIGITS[rest % 62]! + text;
  }
  return text;
}
