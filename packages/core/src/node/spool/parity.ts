/**
 * Parity that mends one run of damaged bytes, or a tail that was cut off, in a text of many records: without it a
 * single damaged byte would cost all of them.
 *
 * Byte i of a parity of P bytes is the exclusive or of the bytes i, i + P, i + 2P …, so that any P bytes in a row can be
 * computed from the others. https://en.wikipedia.org/wiki/Parity_bit#RAID_array
 */
const LARGEST = 4_096;
/** So much even for few bytes, of which it is then a copy: damage comes in runs that do not depend on their number. */
const SMALLEST = 1_024;

/** Bytes of parity for so many bytes: a sixteenth, within bounds, in whole words. A run of three fourths is mended. */
export function paritySize(length: number): number {
  const size = Math.min(LARGEST, Math.max(length / 16, Math.min(length, SMALLEST)));
  return Math.ceil(size / 16) * 16;
}

/**
 * Combines bytes with their parity, four at a time where they lie on such a border.
 *
 * @param parity of {@link paritySize} bytes, zeros to compute it
 */
export function computeParity(bytes: Buffer, parity: Buffer): void {
  const isAligned = bytes.byteOffset % 4 === 0 && parity.byteOffset % 4 === 0;
  const words = isAligned ? bytes.length >> 2 : 0;
  if (isAligned) {
    const from = new Uint32Array(bytes.buffer, bytes.byteOffset, words);
    const to = new Uint32Array(parity.buffer, parity.byteOffset, parity.length >> 2);
    for (let start = 0; start < words; start += to.length) {
      const end = Math.min(to.length, words - start);
      for (let i = 0; i < end; i++) to[i]! ^= from[start + i]!;
    }
  }
  for (let i = words * 4; i < bytes.length; i++) parity[i % parity.length]! ^= bytes[i]!;
}

/**
 * Mends bytes in place.
 *
 * @param bytes of their full length; what was cut off may hold anything
 * @param isWhole tells whether they are what they were, for example by a checksum
 * @returns whether they are whole now
 */
export function repair(bytes: Buffer, parity: Buffer, isWhole: () => boolean): boolean {
  // What is wrong: zeros where nothing is, and the difference itself where one run is damaged.
  const difference = Buffer.from(parity);
  computeParity(bytes, difference);
  const run = damagedRun(difference);
  if (run === undefined) return false;
  const correct = (start: number): void => {
    const end = Math.min(bytes.length, start + run.length);
    for (let i = Math.max(0, start); i < end; i++) bytes[i]! ^= difference[i % difference.length]!;
  };
  for (
    let start = run.start - difference.length;
    start < bytes.length;
    start += difference.length
  ) {
    correct(start);
    if (isWhole()) return true;
    correct(start);
  }
  return false;
}

/**
 * Where, counted modulo the length of the parity, the damage is: outside the longest row of zeros, which may go on from
 * the end to the begin. Undefined when there is none, or when it leaves no row of zeros by which it could be told.
 */
function damagedRun(difference: Buffer): { start: number; length: number } | undefined {
  let longest = 0;
  let start = 0;
  for (let i = 0, zeros = 0; i < 2 * difference.length; i++) {
    zeros = difference[i % difference.length] === 0 ? zeros + 1 : 0;
    if (zeros <= longest) continue;
    longest = zeros;
    start = (i + 1) % difference.length;
  }
  const length = difference.length - longest;
  return length <= 0 || longest < difference.length / 4 ? undefined : { start, length };
}
