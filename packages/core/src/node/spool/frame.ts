import { crc32 } from "node:zlib";

/**
 * One group on disk: magic, payload length and CRC-32 of the payload (little-endian), then the payload: a line with
 * the first number, the last one and how many of them are summaries, a line with sdk and resource, and the group's text.
 */
export interface Frame {
  first: number;
  last: number;
  summaries: number;
  header: string;
  text: string;
}

/** Where a frame lies in its segment. */
export interface FramePlace {
  offset: number;
  length: number;
}

const MAGIC = 0x31_46_4b_50;
const MAGIC_BYTES = Buffer.from("PKF1");
const PREFIX = 12;

export function encodeFrame({ first, last, summaries, header, text }: Frame): Buffer {
  const payload = Buffer.from(`${first} ${last} ${summaries}\n${header}\n${text}`);
  const frame = Buffer.allocUnsafe(PREFIX + payload.length);
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(payload.length, 4);
  frame.writeUInt32LE(crc32(payload), 8);
  payload.copy(frame, PREFIX);
  return frame;
}

/** Reads the frame at an offset; undefined when it is damaged. */
export function decodeFrame(bytes: Buffer, offset = 0): (Frame & FramePlace) | undefined {
  if (offset + PREFIX > bytes.length || bytes.readUInt32LE(offset) !== MAGIC) return undefined;
  const length = bytes.readUInt32LE(offset + 4);
  const payload = bytes.subarray(offset + PREFIX, offset + PREFIX + length);
  if (payload.length !== length || crc32(payload) !== bytes.readUInt32LE(offset + 8)) {
    return undefined;
  }
  const [numbers, header, ...rest] = payload.toString().split("\n");
  const [first, last, summaries = 0] = (numbers ?? "").split(" ").map(Number);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || header === undefined) {
    return undefined;
  }
  return {
    first: first!,
    last: last!,
    summaries,
    header,
    text: rest.join("\n"),
    offset,
    length: PREFIX + length,
  };
}

/** Every whole frame of a segment; what is damaged between two of them is passed over. */
export function* scanFrames(bytes: Buffer): Generator<Frame & FramePlace> {
  let offset = 0;
  while (offset >= 0 && offset < bytes.length) {
    const frame = decodeFrame(bytes, offset);
    if (frame === undefined) {
      offset = bytes.indexOf(MAGIC_BYTES, offset + 1);
    } else {
      yield frame;
      offset += frame.length;
    }
  }
}
