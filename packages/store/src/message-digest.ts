import { hash } from "node:crypto";

/**
 * What a message is known by: 64 bits of the digest of its messageId and of where it came from. Two of a million
 * messages agree by chance once in 40 million days.
 */
export function messageDigest(
  { service, environment }: { service?: string | undefined; environment?: string | undefined },
  messageId: string,
): bigint {
  const text = JSON.stringify([service ?? "", environment ?? "", messageId]);
  return hash("sha256", text, "buffer").readBigUInt64LE();
}

/** Both halves of a digest, as unsigned 32-bit integers, the low one first. */
export function halvesOf(digest: bigint): [low: number, high: number] {
  return [Number(digest & 0xffff_ffffn), Number(digest >> 32n)];
}
