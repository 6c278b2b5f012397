type Words = [number, number, number, number, number, number, number, number];

/** Bytes of one block of the stream. */
const BLOCK = 32;
/** Bits of what a block is the digest of: a key and the block's number. */
const MESSAGE_BITS = 288;

/** SHA-256's constants (FIPS 180-4, 4.2.2 and 5.3.3): of the first primes' roots, the first 32 bits after the point. */
const PRIMES = firstPrimes(64);
const ROUNDS = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)) | 0) as Words;

/**
 * Takes a keystream off bytes, or puts it on: block `n` of it is the SHA-256 of the key and `n`, of four bytes. WebCrypto,
 * asked once for each 32 bytes, takes tens of times as long.
 *
 * @param key Of 32 bytes.
 */
export function applyKeystream(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  const keyView = new DataView(key.buffer, key.byteOffset, BLOCK);
  const message = new Uint32Array(16);
  for (let word = 0; word < 8; word++) message[word] = keyView.getUint32(word * 4);
  message[9] = 0x80_00_00_00;
  message[15] = MESSAGE_BITS;
  const schedule = new Int32Array(64);
  const digest = new Int32Array(8);
  const result = new Uint8Array(bytes.length);
  for (let offset = 0; offset < bytes.length; offset += BLOCK) {
    message[8] = offset / BLOCK;
    schedule.set(message);
    compress(schedule, digest);
    const end = Math.min(BLOCK, bytes.length - offset);
    for (let byte = 0; byte < end; byte++) {
      result[offset + byte] =
        bytes[offset + byte]! ^ (digest[byte >> 2]! >>> (24 - 8 * (byte & 3)));
    }
  }
  return result;
}

/** The digest of a message of one block, which stands in the first sixteen words of the schedule (FIPS 180-4, 6.2.2). */
function compress(w: Int32Array, digest: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15]!, w[t - 2]!];
    const small0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const small1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16]! + small0 + w[t - 7]! + small1;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let t = 0; t < 64; t++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[t]! + w[t]!) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  const [a0, b0, c0, d0, e0, f0, g0, h0] = START;
  digest.set([a0 + a, b0 + b, c0 + c, d0 + d, e0 + e, f0 + f, g0 + g, h0 + h]);
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** The first 32 bits after the binary point. */
function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32);
}
