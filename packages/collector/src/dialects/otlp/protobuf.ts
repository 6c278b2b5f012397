import { ENVELOPE_LIMITS, EnvelopeError } from "@peekjs/protocol";
import { ProtobufReader, unreadable, WIRE_TYPES } from "./protobuf-reader.ts";

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
  const reader = new ProtobufReader(bytes);
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
        : readMessage(reader.expect(wireType, WIRE_TYPES.length).bytes(), type, total);
    if (field.isRepeated) ((object[name] ??= []) as unknown[]).push(value);
    else object[name] = value;
  }
  return object;
}

function readScalar(reader: ProtobufReader, wireType: number, type: Scalar): unknown {
  switch (type) {
    case "text":
      return TEXT.decode(reader.expect(wireType, WIRE_TYPES.length).bytes());
    case "hex": {
      const bytes = reader.expect(wireType, WIRE_TYPES.length).bytes();
      if (bytes.length > LONGEST_ID) throw unreadable();
      return Array.from(bytes, toHex).join("");
    }
    case "bool":
      return reader.expect(wireType, WIRE_TYPES.varint).uint() !== 0;
    case "enum":
      return reader.expect(wireType, WIRE_TYPES.varint).uint();
    case "int64":
      return String(reader.expect(wireType, WIRE_TYPES.varint).int64());
    case "fixed64":
      return String(reader.expect(wireType, WIRE_TYPES.fixed64).view(8).getBigUint64(0, true));
    case "double":
      return reader.expect(wireType, WIRE_TYPES.fixed64).view(8).getFloat64(0, true);
  }
}

const TEXT = new TextDecoder();

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function tooManyMessages(): EnvelopeError {
  return new EnvelopeError(
    "PEEK_E_TOO_MANY_VALUES",
    `The body holds more than ${ENVELOPE_LIMITS.containers} messages; send it in smaller parts.`,
    { status: 413 },
  );
}
