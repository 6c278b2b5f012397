import { EnvelopeError } from "@peekjs/protocol";
import { decodeBase64 } from "../base64.ts";
import { isObject, type JsonObject } from "../read-json.ts";
import { applyKeystream } from "./keystream.ts";

/** What a browser sends when it encrypts: everything that the key is made of comes with it. */
interface Envelope {
  siteId: string;
  bucket: number;
  uaHash: string;
  ciphertext: Uint8Array<ArrayBuffer>;
  tag: Uint8Array<ArrayBuffer>;
}

/**
 * The text of an encrypted payload. This keeps casual readers out and nobody else: the key is a digest of what stands
 * beside the ciphertext.
 *
 * @throws EnvelopeError when something is missing, or the tag is not that of the ciphertext.
 */
export async function decryptPayload(body: JsonObject): Promise<Uint8Array> {
  const { siteId, bucket, uaHash, ciphertext, tag } = readEnvelope(body);
  const key = await sha256(
    concatenate([encode(`${siteId}:`), bigEndian(bucket), encode(`:${uaHash}`)]),
  );
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const macKey = await crypto.subtle.importKey("raw", key, algorithm, false, ["verify"]);
  if (!(await crypto.subtle.verify("HMAC", macKey, tag, ciphertext))) {
    throw unreadable("its tag is not that of its data");
  }
  return applyKeystream(ciphertext, key);
}

/** In one of its two forms: flat, or under `envelope`. */
function readEnvelope(body: JsonObject): Envelope {
  const fields = isObject(body["envelope"]) ? body["envelope"] : body;
  const { site_id: siteId, bucket, ua_hash: uaHash = "", tag } = fields;
  const data = fields["ciphertext"] ?? fields["data"];
  if (typeof siteId !== "string" || typeof uaHash !== "string") {
    throw unreadable("site_id and ua_hash must be text");
  }
  if (!Number.isSafeInteger(bucket) || (bucket as number) < 0) {
    throw unreadable("bucket must be a whole number");
  }
  return {
    siteId,
    bucket: bucket as number,
    uaHash,
    ciphertext: fromBase64(data),
    tag: fromBase64(tag),
  };
}

function fromBase64(value: unknown): Uint8Array<ArrayBuffer> {
  if (typeof value !== "string") throw unreadable("data and tag must be text in base64");
  try {
    return decodeBase64(value);
  } catch {
    throw unreadable("data and tag must be text in base64");
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function bigEndian(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value));
  return new Uint8Array(view.buffer);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function unreadable(reason: string): EnvelopeError {
  return new EnvelopeError("PEEK_E_ENVELOPE", `The encrypted payload cannot be read: ${reason}.`);
}
