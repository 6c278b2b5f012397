import { crc32 } from "node:zlib";

/** Of a frame: its content's length and checksum, both 32 bits, little-endian. */
const HEADER_BYTES = 8;

/** A header, and the content as it was given. */
export function sealFrame(content: readonly Buffer[]): Buffer[] {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32LE(
    content.reduce((sum, part) => sum + part.length, 0),
    0,
  );
  header.writeUInt32LE(checksum(content), 4);
  return [header, ...content];
}

/** The frames of a segment in their order, up to the first that is torn or damaged. */
export function* readFrames(segment: Buffer): Generator<{ content: Buffer; offset: number }> {
  let start = 0;
  while (start + HEADER_BYTES <= segment.length) {
    const offset = start + HEADER_BYTES;
    const end = offset + segment.readUInt32LE(start);
    if (end > segment.length) return;
    const content = segment.subarray(offset, end);
    if (checksum([content]) !== segment.readUInt32LE(start + 4)) return;
    yield { content, offset };
    start = end;
  }
}

/** Not 0 for what is empty: a stretch of zeros is no frame. */
function checksum(content: readonly Buffer[]): number {
  return content.reduce((sum, part) => crc32(part, sum), 0x9e3779b9);
}
