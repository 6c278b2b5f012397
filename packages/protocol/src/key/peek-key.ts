import { PeekError } from "../peek-error.ts";
import { crc32 } from "./crc32.ts";
import { toBase62 } from "./base62.ts";

/** What a key allows: `w` writes (ingest alone), `r` reads, `a` administers. */
export type PeekKeyKind = "w" | "r" | "a";

/** The parts of a key that are no secret. */
export interface PeekKey {
  kind: PeekKeyKind;
  /** Under which a collector looks the key up. */
  id: string;
  /** Of the installation, the same in all its keys: the key under which consumers are hashed. */
  salt: string;
}

/** Characters that are shown of a key. */
const MOST_SHOWN = 8;

/** Digits of each part; 28 base62 digits are 166 bits. */
export const KEY_DIGITS = { id: 10, salt: 22, secret: 28, checksum: 6 } as const;

/**
 * Reads a peek key, `peek_<w|r|a>_<id>_<salt>_<secret><checksum>`, and verifies its checksum, which finds typing and
 * copying errors without asking anybody.
 *
 * @throws {@link PeekError} `PEEK_E_KEY_FORMAT` or `PEEK_E_KEY_CHECKSUM`; the message never holds the key.
 *
 * @example
 * ```ts
 * const { kind, id } = parsePeekKey(process.env.PEEK_API_KEY);
 * ```
 */
export function parsePeekKey(text: string): PeekKey {
  const [prefix, kind, id = "", salt = "", tail = "", ...more] = text.split("_");
  const { id: idDigits, salt: saltDigits, secret, checksum } = KEY_DIGITS;
  if (prefix !== "peek") throw malformed("does not start with peek_");
  if (kind !== "w" && kind !== "r" && kind !== "a") throw malformed("is not of kind w, r or a");
  if (!isBase62(id, idDigits)) throw malformed("has a malformed id, its third part");
  if (!isBase62(salt, saltDigits)) throw malformed("has a malformed salt, its fourth part");
  if (more.length > 0 || !isBase62(tail, secret + checksum)) {
    throw malformed("has a malformed secret, its last part");
  }
  if (!text.endsWith(keyChecksum(text.slice(0, -checksum)))) {
    throw new PeekError(
      "PEEK_E_KEY_CHECKSUM",
      "The key's checksum does not match: a character is wrong or missing. Copy the key again.",
    );
  }
  return { kind, id, salt };
}

/** The checksum of a key's text before it. */
export function keyChecksum(text: string): string {
  return toBase62(crc32(new TextEncoder().encode(text)), KEY_DIGITS.checksum);
}

/**
 * The first characters of a key, a quarter of it and at most eight, for logs and messages.
 *
 * @example
 * ```ts
 * maskKey("peek_w_4fK…"); // "peek_w_4…"
 * ```
 */
export function maskKey(text: string): string {
  return `${text.slice(0, Math.min(MOST_SHOWN, Math.floor(text.length / 4)))}…`;
}

function isBase62(text: string, length: number): boolean {
  return text.length === length && /^[0-9A-Za-z]+$/.test(text);
}

function malformed(problem: string): PeekError {
  return new PeekError("PEEK_E_KEY_FORMAT", `The key ${problem}. Copy the whole key again.`);
}
