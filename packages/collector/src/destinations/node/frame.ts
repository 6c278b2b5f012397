import { crc32 } from "node:zlib";

/** A control character among others: in no text of JSON, so that no content looks like the start of a frame. */
const MAGIC = Buffer.from([0x50, 0x01, 0x45, 0x4b]);
const LENGTH_OFFSET = 4;
const CHECKSUM_OFFSET = 8;
const HEADER_BYTES = 12;

/** A header (magic, length, checksum), and the content as it was given: text of JSON. */
export function sealFrame(content: readonly Buffer[]): Buffer[] {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  MAGIC.copy(header);
  const length = content.reduce((sum, part) => sum + part.length, 0);
  header.writeUInt32LE(length, LENGTH_OFFSET);
  header.writeUInt32LE(checksum(content), CHECKSUM_OFFSET);
  return [header, ...content];
}

/** What a segment holds. */
export interface SegmentContent {
  /** Intact ones in their order; `offset` is that of the content. */
  frames: { content: Buffer; offset: number }[];
  /** Bytes between intact frames. What a crash tore off at the end is not counted: it was never acknowledged. */
  damaged: number;
}

export function readSegment(segment: Buffer): SegmentContent {
  const read: SegmentContent = { frames: [], damaged: 0 };
  let end = 0;
  for (let start = segment.indexOf(MAGIC); start !== -1;) {
    const content = contentAt(segment, start);
    if (content === undefined) {
      start = segment.indexOf(MAGIC, start + 1);
      continue;
    }
    read.damaged += start - end;
    read.frames.push({ content, offset: start + HEADER_BYTES });
    end = start + HEADER_BYTES + content.length;
    start = segment.indexOf(MAGIC, end);
  }
  return read;
}

function contentAt(segment: Buffer, start: number): Buffer | undefined {
  const from = start + HEADER_BYTES;
  if (from > segment.length) return undefined;
  const end = from + segment.readUInt32LE(start + LENGTH_OFFSET);
  if (end > segment.length) return undefined;
  const content = segment.subarray(from, end);
  const isIntact = checksum([content]) === segment.readUInt32LE(start + CHECKSUM_OFFSET);
  return isIntact ? content : undefined;
}

function checksum(content: readonly Buffer[]): number {
  return content.reduce((sum, part) => crc32(part, sum), 0);
}
