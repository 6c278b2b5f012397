import { ENVELOPE_LIMITS, EnvelopeError } from "@peekjs/protocol";

/** How a field's bytes are read. `int64` becomes text, as JSON has it in OTLP. */
type Scalar = "text" | "hex" | "bool" | "enum" | "int64" | "fixed64" | "double";

/** The fields of a message that are read, by number; all others are passed over. */
export type Message = ReadonlyMap<number, Field>;

/** A field of a message. */
export interface Field {
  name: string;
  type: Scalar | Message;
  isRepeated?: boolean;
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;
/** Of a number in 64 bits. */
const MOST_BYTES = 10;

/** No id is longer, in bytes. */
const LONGEST_ID = 16;

/**
 * Reads protobuf into the same objects that OTLP's JSON makes. Messages nest only as deep as their descriptions do.
 *
 * @throws EnvelopeError `PEEK_E_PROTOBUF` when the bytes are no such message, `PEEK_E_TOO_MANY_VALUES` (413) when they
 * hold more messages than a body may.
 */
export function decodeMessage(bytes: Uint8Array, message: Message): Record<string, unknown> {
  return readMessage(bytes, message, { messages: 0 });
}

function readMessage(
  bytes: Uint8Array,
  message: Message,
  total: { messages: number },
): Record<string, unknown> {
  if (++total.messages > ENVELOPE_LIMITS.containers) throw tooManyMessages();
  const reader = new Reader(bytes);
  const object: Record<string, unknown> = {};
  while (!reader.isDone) {
    const tag = reader.uint();
    const wireType = tag & 7;
    const field = message.get(tag >>> 3);
    if (field === undefined) {
      reader.skip(wireType);
      continue;
    }
    const { name, type } = field;
    const value =
      typeof type === "string"
        ? readScalar(reader, wireType, type)
        : readMessage(reader.expect(wireType, LENGTH).bytes(), type, total);
    if (field.isRepeated) ((object[name] ??= []) as unknown[]).push(value);
    else object[name] = value;
  }
  return object;
}

function readScalar(reader: Reader, wireType: number, type: Scalar): unknown {
  switch (type) {
    case "text":
      return TEXT.decode(reader.expect(wireType, LENGTH).bytes());
    case "hex": {
      const bytes = reader.expect(wireType, LENGTH).bytes();
      if (bytes.length > LONGEST_ID) throw unreadable();
      return Array.from(bytes, toHex).join("");
    }
    case "bool":
      return reader.expect(wireType, VARINT).uint() !== 0;
    case "enum":
      return reader.expect(wireType, VARINT).uint();
    case "int64":
      return String(reader.expect(wireType, VARINT).int64());
    case "fixed64":
      return String(reader.expect(wireType, FIXED64).view(8).getBigUint64(0, true));
    case "double":
      return reader.expect(wireType, FIXED64).view(8).getFloat64(0, true);
  }
}

const TEXT = new TextDecoder();

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  expect(wireType: number, expected: number): this {
    if (wireType !== expected) throw unreadable();
    return this;
  }

  /** Exact up to 2^53, beyond which no tag, length or kind lies. */
  uint(): number {
    let value = 0;
    for (let shift = 0, factor = 1; shift < MOST_BYTES; shift++, factor *= 0x80) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw unreadable();
  }

  int64(): bigint {
    const start = this.#at;
    this.uint();
    let value = 0n;
    for (let at = this.#at - 1; at >= start; at--) {
      value = (value << 7n) | BigInt(this.#bytes[at]! & 0x7f);
    }
    return BigInt.asIntN(64, value);
  }

  bytes(): Uint8Array {
    return this.#take(this.uint());
  }

  view(length: number): DataView {
    const { buffer, byteOffset } = this.#take(length);
    return new DataView(buffer, byteOffset, length);
  }

  skip(wireType: number): void {
    if (wireType === VARINT) this.uint();
    else if (wireType === FIXED64) this.#take(8);
    else if (wireType === LENGTH) this.bytes();
    else if (wireType === FIXED32) this.#take(4);
    else throw unreadable();
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw unreadable();
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

function unreadable(): EnvelopeError {
  return new EnvelopeError("PEEK_E_PROTOBUF", "The body is not the protobuf message of this path.");
}

function tooManyMessages(): EnvelopeError {
  return new EnvelopeError(
    "PEEK_E_TOO_MANY_VALUES",
    `The body holds more than ${ENVELOPE_LIMITS.containers} messages; send it in smaller parts.`,
    { status: 413 },
  );
}
