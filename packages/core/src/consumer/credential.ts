import type { ConsumerSource } from "@peekjs/protocol";

const JWT_PAYLOAD = /^[\w-]+\.([\w-]+)\.[\w-]*$/;

/** What identifies the holder of a credential: the text to be hashed, and where it was found. */
export interface CredentialSubject {
  text: string;
  source: ConsumerSource;
}

/**
 * The stable part of a credential: a JWT contributes its issuer and subject (or client id), basic authentication its
 * user, anything else itself without the scheme.
 *
 * @see RFC 7519 §4.1 (iss, sub), RFC 9068 §2.2 (client_id), RFC 7617 (Basic)
 */
export function credentialSubject(value: string, source: ConsumerSource): CredentialSubject {
  if (source !== "authorization") return { text: value, source };
  const token = value.slice(value.indexOf(" ") + 1).trim();
  const isBasic = /^basic /i.test(value);
  const encoded = isBasic ? token : JWT_PAYLOAD.exec(token)?.[1];
  try {
    if (!encoded) return { text: token, source };
    const text = decodeBase64(encoded);
    if (isBasic) return { text: text.split(":", 1)[0]!, source };
    const { iss, sub, client_id, azp } = JSON.parse(text) as Record<string, unknown>;
    const subject = sub ?? client_id ?? azp;
    if (typeof subject === "string" || typeof subject === "number") {
      const issuer = typeof iss === "string" ? iss : null;
      return { text: JSON.stringify([issuer, subject]), source: "jwt_unverified" };
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
