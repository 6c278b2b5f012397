/** Bytes of one block of the stream. */
const BLOCK = 32;
/** Blocks between which others have their turn: a payload of megabytes is nobody's but its sender's. */
const SLICE = 1_024;

type Bytes = Uint8Array<ArrayBuffer>;

/** Takes a keystream off bytes, or puts it on: block `n` of it is the SHA-256 of the key and `n`, of four bytes. */
export async function applyKeystream(bytes: Uint8Array, key: Uint8Array): Promise<Bytes> {
  const result = new Uint8Array(bytes);
  const blocks = Math.ceil(result.length / BLOCK);
  for (let start = 0; start < blocks; start += SLICE) {
    const count = Math.min(SLICE, blocks - start);
    const numbered = Array.from({ length: count }, (_, index) => withNumber(key, start + index));
    const stream = await digests(numbered);
    for (const [index, block] of stream.entries()) {
      const offset = (start + index) * BLOCK;
      const end = Math.min(offset + BLOCK, result.length);
      for (let at = offset; at < end; at++) result[at]! ^= block[at - offset]!;
    }
  }
  return result;
}

/** WebCrypto takes tens of times as long for as little as a block is. */
async function digests(messages: readonly Bytes[]): Promise<readonly Uint8Array[]> {
  const crypto = nodeCrypto();
  if (crypto === undefined) return Promise.all(messages.map(webDigest));
  await new Promise((resolve) => setTimeout(resolve, 0));
  return messages.map((message) => crypto.createHash("sha256").update(message).digest());
}

/** Undefined where the runtime is none of Node's kind. Not imported: the collector also runs on the edge. */
function nodeCrypto(): typeof import("node:crypto") | undefined {
  return typeof process === "object" ? process.getBuiltinModule?.("node:crypto") : undefined;
}

async function webDigest(message: Bytes): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", message));
}

function withNumber(key: Uint8Array, number: number): Bytes {
  const message = new Uint8Array(key.length + 4);
  message.set(key);
  new DataView(message.buffer).setUint32(key.length, number);
  return message;
}
