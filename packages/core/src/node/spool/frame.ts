import { crc32 } from "node:zlib";
import { computeParity, paritySize, repair } from "./parity.ts";

/**
 * One group on disk: a mark, the length of the payload and its CRC-32 (little-endian), the payload's parity where it
 * holds several records, then the payload: a line with the first number, the last one and how many of them are
 * summaries, a line with sdk and resource, and the group's text.
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

const MARK = Buffer.from("PKF");
/** The byte after the mark: a record alone loses only itself, and needs no parity. */
const ALONE = 0x31;
const WITH_PARITY = 0x32;
const PREFIX = 12;
/** Bytes of payload up to which there is parity: mending one must not stall the event loop. */
const MOST_MENDED = 256 * 1024;

export function encodeFrame({ first, last, summaries, header, text }: Frame): Buffer {
  const payload = `${first} ${last} ${summaries}\n${header}\n${text}`;
  const length = Buffer.byteLength(payload);
  const parityLength = last > first && length <= MOST_MENDED ? paritySize(length) : 0;
  const start = PREFIX + parityLength;
  const frame = Buffer.allocUnsafe(start + length);
  MARK.copy(frame);
  frame[3] = parityLength > 0 ? WITH_PARITY : ALONE;
  frame.writeUInt32LE(length, 4);
  frame.write(payload, start);
  const bytes = frame.subarray(start);
  frame.writeUInt32LE(crc32(bytes), 8);
  if (parityLength > 0) computeParity(bytes, frame.subarray(PREFIX, start).fill(0));
  return frame;
}

/** Reads the frame at an offset, mending it where it can be; undefined when it is damaged beyond that. */
function decodeFrame(bytes: Buffer, offset = 0): (Frame & FramePlace) | undefined {
  const kind = bytes[offset + 3];
  const isMarked = bytes.subarray(offset, offset + 3).equals(MARK);
  if (!isMarked || offset + PREFIX > bytes.length || (kind !== ALONE && kind !== WITH_PARITY)) {
    return undefined;
  }
  const length = bytes.readUInt32LE(offset + 4);
  const checksum = bytes.readUInt32LE(offset + 8);
  const start = offset + PREFIX + (kind === WITH_PARITY ? paritySize(length) : 0);
  let payload = bytes.subarray(start, start + length);
  if (payload.length !== length || crc32(payload) !== checksum) {
    const mended = kind === WITH_PARITY && mend(bytes.subarray(offset + PREFIX), length, checksum);
    if (!mended) return undefined;
    payload = mended;
  }
  const frame = readPayload(payload.toString());
  return frame && { ...frame, offset, length: start + length - offset };
}

/** Parity and payload follow one another; of the payload as much may be cut off as there is parity. */
function mend(bytes: Buffer, length: number, checksum: number): Buffer | undefined {
  const parityLength = paritySize(length);
  const missing = parityLength + length - bytes.length;
  if (length > MOST_MENDED || missing > Math.min(parityLength, length)) return undefined;
  const payload = Buffer.alloc(length);
  bytes.copy(payload, 0, parityLength);
  const parity = bytes.subarray(0, parityLength);
  return repair(payload, parity, () => crc32(payload) === checksum) ? payload : undefined;
}

function readPayload(payload: string): Frame | undefined {
  const [numbers, header, ...rest] = payload.split("\n");
  const [first, last, summaries = 0] = (numbers ?? "").split(" ").map(Number);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || header === undefined) {
    return undefined;
  }
  return { first: first!, last: last!, summaries, header, text: rest.join("\n") };
}

/** Every whole frame of a segment; what is damaged between two of them is passed over. */
export function* scanFrames(bytes: Buffer): Generator<Frame & FramePlace> {
  let offset = 0;
  while (offset >= 0 && offset < bytes.length) {
    const frame = decodeFrame(bytes, offset);
    if (frame === undefined) {
      offset = bytes.indexOf(MARK, offset + 1);
    } else {
      yield frame;
      offset += frame.length;
    }
  }
}
