import { EnvelopeError } from "@peekjs/protocol";

/** How a field's bytes lie on the wire. */
export const WIRE_TYPES = { varint: 0, fixed64: 1, length: 2, fixed32: 5 } as const;

/** Of a number in 64 bits. */
const MOST_BYTES = 10;

/** Reads the parts of protobuf one after the other, none beyond the end. */
export class ProtobufReader {
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
    if (wireType === WIRE_TYPES.varint) this.uint();
    else if (wireType === WIRE_TYPES.fixed64) this.#take(8);
    else if (wireType === WIRE_TYPES.length) this.bytes();
    else if (wireType === WIRE_TYPES.fixed32) this.#take(4);
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

export function unreadable(): EnvelopeError {
  return new EnvelopeError("PEEK_E_PROTOBUF", "The body is not the protobuf message of this path.");
}
