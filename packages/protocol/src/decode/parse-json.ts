import { ENVELOPE_LIMITS } from "../limits.ts";
import { EnvelopeError } from "./envelope-error.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Both brackets and both braces differ in this bit alone. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/**
 * Reads JSON from bytes that anyone may have sent: strict UTF-8, bounded nesting and a bounded number of containers.
 *
 * @param depth Levels of nesting; default: those of a native envelope, 32.
 * @throws {@link EnvelopeError} `PEEK_E_DEPTH`, `PEEK_E_TOO_MANY_VALUES` (413), `PEEK_E_UTF8` or `PEEK_E_JSON`.
 */
export function parseJson(body: Uint8Array, depth: number = ENVELOPE_LIMITS.depth): unknown {
  checkNesting(body, depth);
  return parse(decodeText(body));
}

/** Runs before the parser, which would build a million levels without complaint. */
function checkNesting(body: Uint8Array, maximum: number): void {
  const most = ENVELOPE_LIMITS.containers;
  const length = body.length;
  let depth = 0;
  let containers = 0;
  for (let i = 0; i < length; i++) {
    const byte = body[i]!;
    if (byte < BACKSLASH - 1 && byte !== QUOTE) continue;
    if (byte === QUOTE) {
      i = endOfString(body, i + 1);
    } else if ((byte | BRACE_BIT) === OPENING) {
      if (++depth > maximum) throw tooDeep(maximum);
      if (++containers > most) throw tooManyValues();
    } else if ((byte | BRACE_BIT) === CLOSING) {
      depth--;
    }
  }
}

/** Index of the quote that ends the string whose content starts at `i`. */
function endOfString(body: Uint8Array, i: number): number {
  const length = body.length;
  for (; i < length; i++) {
    const byte = body[i]!;
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i++;
  }
  return length;
}

function decodeText(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new EnvelopeError("PEEK_E_UTF8", "The body is not valid UTF-8.", { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EnvelopeError("PEEK_E_JSON", `The body is not JSON: ${reason}`, { cause });
  }
}

function tooDeep(maximum: number): EnvelopeError {
  return new EnvelopeError(
    "PEEK_E_DEPTH",
    `The body nests deeper than ${maximum} levels of arrays and objects.`,
  );
}

function tooManyValues(): EnvelopeError {
  return new EnvelopeError(
    "PEEK_E_TOO_MANY_VALUES",
    `The body holds more than ${ENVELOPE_LIMITS.containers} arrays and objects; send it in smaller parts.`,
    { status: 413 },
  );
}
