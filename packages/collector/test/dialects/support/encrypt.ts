import { createHash, createHmac } from "node:crypto";

/** A payload as Unisights' browser client encrypts it, in a half minute since 1970. */
export function encrypt(text: string, bucket = 59_000_000): Record<string, unknown> {
  const site_id = "site";
  const head = Buffer.alloc(8);
  head.writeBigUInt64BE(BigInt(bucket));
  const key = sha256(Buffer.from(`${site_id}:`), head, Buffer.from(":"));
  const data = Buffer.from(text);
  for (let block = 0; block * 32 < data.length; block++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(block);
    for (const [index, byte] of sha256(key, counter).entries()) {
      const at = block * 32 + index;
      if (at < data.length) data[at]! ^= byte;
    }
  }
  const tag = createHmac("sha256", key).update(data).digest("base64");
  return { data: data.toString("base64"), tag, bucket, site_id, ua_hash: "", encrypted: true };
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}
