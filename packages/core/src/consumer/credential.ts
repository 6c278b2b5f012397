import type { ConsumerSource } from "@peekjs/protocol";

/** What identifies the holder of a credential: the text to be hashed, and where it was found. */
export interface CredentialSubject {
  text: string;
  source: ConsumerSource;
}

/**
 * The stable part of a credential: a JWT contributes its issuer and subject (or client id), basic authentication its
 * user, a signature (Digest, AWS4-HMAC-SHA256, Hawk, OAuth 1, Signature) who signs, anything else itself without the
 * scheme.
 *
 * @see RFC 7519 §4.1 (iss, sub), RFC 9068 §2.2 (client_id), RFC 7617 (Basic), RFC 7616 (Digest)
 */
export function credentialSubject(value: string, source: ConsumerSource): CredentialSubject {
  if (source !== "authorization") return { text: value, source };
  // What a scheme that signs each request anew has among its parameters: username, Credential, id, keyId, consumer key.
  const signer = /(?<=tial=)[^/]+|(?<=(name|id|key)=")[^"]+/i.exec(value);
  const token = signer?.[0] ?? value.replace(/^\S+ +/, "");
  const isBasic = /^basic /i.test(value);
  const encoded = isBasic ? token : token.split(".")[1];
  try {
    if (!encoded) return { text: token, source };
    const text = decodeBase64(encoded);
    if (isBasic) return { text: text.split(":", 1)[0] || text, source };
    const { iss, sub, client_id, azp } = JSON.parse(text) as Record<string, unknown>;
    const subject = sub ?? client_id ?? azp;
    if (/string|number/.test(typeof subject)) {
      return { text: JSON.stringify([iss, subject]), source: "jwt_unverified" };
    }
  } catch {
    // Neither: an opaque token.
  }
  return { text: token, source };
}

function decodeBase64(text: string): string {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
