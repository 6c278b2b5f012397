import { crc32 } from "node:zlib";

/**
 * One entry of the log: magic, checksum, payload length, sequence, payload. Entries start and end on multiples of 8,
 * so that typed arrays in the payload are aligned.
 */
export const ENTRY_HEADER_BYTES = 24;

const MAGIC = 0x314b4550; // "PEK1"
const CHECKSUM_OFFSET = 4;
const LENGTH_OFFSET = 8;
const SEQUENCE_OFFSET = 16;

export interface LogEntry {
  sequence: number;
  /** Without the header; shares memory with the entry. */
  payload: Buffer;
}

/** Fills the header of an entry whose payload is in place. */
export function sealEntry(entry: Buffer, sequence: number): void {
  entry.writeUInt32LE(MAGIC, 0);
  entry.writeUInt32LE(entry.length - ENTRY_HEADER_BYTES, LENGTH_OFFSET);
  entry.writeUInt32LE(0, LENGTH_OFFSET + 4);
  entry.writeBigUInt64LE(BigInt(sequence), SEQUENCE_OFFSET);
  entry.writeUInt32LE(crc32(entry.subarray(LENGTH_OFFSET)), CHECKSUM_OFFSET);
}

/** The entry that starts at `offset`, or undefined when none is whole and intact there. */
export function readEntry(bytes: Buffer, offset: number): LogEntry | undefined {
  if (offset + ENTRY_HEADER_BYTES > bytes.length) return undefined;
  if (bytes.readUInt32LE(offset) !== MAGIC) return undefined;
  const end = offset + ENTRY_HEADER_BYTES + bytes.readUInt32LE(offset + LENGTH_OFFSET);
  if (end > bytes.length) return undefined;
  const checksum = crc32(bytes.subarray(offset + LENGTH_OFFSET, end));
  if (checksum !== bytes.readUInt32LE(offset + CHECKSUM_OFFSET)) return undefined;
  return {
    sequence: Number(bytes.readBigUInt64LE(offset + SEQUENCE_OFFSET)),
    payload: bytes.subarray(offset + ENTRY_HEADER_BYTES, end),
  };
}

/** Whether what begins at `offset` is the beginning of an entry that was not written to its end, or nothing. */
export function isTorn(bytes: Buffer, offset: number): boolean {
  if (offset + ENTRY_HEADER_BYTES > bytes.length) return true;
  const length = bytes.readUInt32LE(offset + LENGTH_OFFSET);
  return (
    bytes.readUInt32LE(offset) === MAGIC && offset + ENTRY_HEADER_BYTES + length > bytes.length
  );
}
