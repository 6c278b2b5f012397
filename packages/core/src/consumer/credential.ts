import type { ConsumerSource } from "@peekjs/protocol";

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
  const separator = value.indexOf(" ");
  const scheme = value.slice(0, Math.max(0, separator)).toLowerCase();
  const token = value.slice(separator + 1).trim();
  if (scheme === "basic") {
    return { text: decodeBase64(token)?.split(":", 1)[0] ?? token, source };
  }
  const claims = jwtClaims(token);
  return claims === undefined
    ? { text: token, source }
    : { text: claims, source: "jwt_unverified" };
}

function jwtClaims(token: string): string | undefined {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  const json = payload === undefined ? undefined : decodeBase64(payload);
  if (json === undefined) return undefined;
  try {
    const { iss, sub, client_id, azp } = JSON.parse(json) as Record<string, unknown>;
    const subject = sub ?? client_id ?? azp;
    return typeof subject === "string" || typeof subject === "number"
      ? JSON.stringify([typeof iss === "string" ? iss : null, subject])
      : undefined;
  } catch {
    return undefined;
  }
}

function decodeBase64(text: string): string | undefined {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    );
  } catch {
    return undefined;
  }
}
