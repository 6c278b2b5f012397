/** Reversed polynomial of the CRC-32 that zlib, gzip and PNG use. */
const POLYNOMIAL = 0xedb88320;

let table: Int32Array | undefined;

/**
 * The CRC-32 of zlib over the bytes, as an unsigned 32-bit number.
 *
 * @example
 * ```ts
 * crc32(new TextEncoder().encode("123456789")); // 0xcbf43926
 * ```
 */
export function crc32(bytes: Uint8Array): number {
  table ??= makeTable();
  let checksum = -1;
  for (let i = 0; i < bytes.length; i++) {
    checksum = table[(checksum ^ bytes[i]!) & 0xff]! ^ (checksum >>> 8);
  }
  return ~checksum >>> 0;
}

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let checksum = byte;
    for (let bit = 0; bit < 8; bit++) {
      checksum = checksum & 1 ? (checksum >>> 1) ^ POLYNOMIAL : checksum >>> 1;
    }
    return checksum;
  });
}
